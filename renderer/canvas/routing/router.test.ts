import { describe, expect, it } from 'vitest';
import type { Box } from '../model/geometry.ts';
import type { Placement } from '../model/placement.ts';
import { leadAll, type WholeDrawing } from './lead-all.ts';
import type { Routes } from './route-wires.ts';
import type { WireEnds } from './route.ts';
import { Router, type Routed } from './router.ts';

const box = (x: number, y: number): Box => ({ x, y, width: 120, height: 80 });

/** Pairs of nodes in a column, each wired to the next column's. */
function columns(rows: number, moved = 0): { wires: WireEnds[]; placement: Placement } {
  const boxes = new Map<string, Box>();
  for (let row = 0; row < rows; row += 1) {
    boxes.set(`from-${row}`, box(0, row * 120));
    boxes.set(`to-${row}`, box(400 + (row === 0 ? moved : 0), ((row + 1) % rows) * 120));
  }
  const wires = Array.from({ length: rows }, (_, row): WireEnds => {
    const [source, target] = [`from-${row}`, `to-${row}`];
    const [sourceBox = box(0, 0), targetBox = box(0, 0)] = [boxes.get(source), boxes.get(target)];
    return { id: `wire-${row}`, source, target, sourceBox, targetBox, mayRunUpright: false };
  });
  return { wires, placement: { boxes, frames: new Map(), hiddenIn: new Map() } };
}

/** A router whose other thread answers when the test says so. */
function underTest() {
  const asked: { drawing: WholeDrawing; tell: (routes: Routes) => void }[] = [];
  const improved: Routed[] = [];
  const router = new Router(
    (drawing, tell) => void asked.push({ drawing, tell }),
    (routed) => void improved.push(routed),
  );
  const answer = (nth: number): void => {
    const { drawing, tell } = asked[nth] ?? expect.fail('nothing was asked');
    tell(leadAll(structuredClone(drawing)));
  };
  return { router, asked, improved, answer };
}

describe('Router', () => {
  it('leads a small drawing at once, in full, and asks nobody', () => {
    const { wires, placement } = columns(20);
    const { router, asked } = underTest();
    const { routes } = router.route(wires, placement, false);
    const surroundings = { nodes: placement.boxes, frames: new Map() };
    expect(routes).toEqual(leadAll({ wires, surroundings }));
    expect(asked).toEqual([]);
  });

  it('gives each wire of a large drawing a way at once, and the best ones when they are known', () => {
    const { wires, placement } = columns(300);
    const { router, asked, improved, answer } = underTest();
    const first = router.route(wires, placement, false);
    expect(first.routes.size).toBe(300);
    answer(0);
    expect(improved.map(({ routes }) => routes)).toEqual([leadAll(asked[0]?.drawing ?? expect.fail())]);
    expect([...(improved[0]?.routes.values() ?? [])].some(({ label }) => label !== undefined)).toBe(true);
  });

  it('lays nothing of an answer to a drawing that has changed since', () => {
    const { router, improved, answer } = underTest();
    const before = columns(300);
    const after = columns(300, 60);
    router.route(before.wires, before.placement, false);
    router.route(after.wires, after.placement, false);
    answer(0);
    expect(improved).toEqual([]);
    answer(1);
    expect(improved).toHaveLength(1);
  });

  it('leaves the other wires of a large drawing as they are while a node is dragged', () => {
    const { router, asked, improved, answer } = underTest();
    const before = columns(300);
    router.route(before.wires, before.placement, false);
    answer(0);
    const dragged = columns(300, 60);
    const during = router.route(dragged.wires, dragged.placement, true);
    expect(asked).toHaveLength(1);
    expect(during.routes.get('wire-0')).not.toEqual(improved[0]?.routes.get('wire-0'));
    expect(during.routes.get('wire-1')).toBe(improved[0]?.routes.get('wire-1'));
  });
});
