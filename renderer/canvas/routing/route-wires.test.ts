import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grown, overlap, type Box } from '../model/geometry.ts';
import { boxOfSegment, segmentsOf, type Route, type WireEnds } from './route.ts';
import { WireLead, type Routes } from './route-wires.ts';

const box = (x: number, y: number, width = 120, height = 80): Box => ({ x, y, width, height });
const none = new Map<string, Box>();

function wire(boxes: ReadonlyMap<string, Box>, source: string, target: string, mayRunUpright = false): WireEnds {
  const sourceBox = boxes.get(source);
  const targetBox = boxes.get(target);
  if (!sourceBox || !targetBox) throw new Error('no such box');
  return { id: `${source}>${target}`, source, target, sourceBox, targetBox, mayRunUpright };
}

function routeWires(
  wires: readonly WireEnds[],
  nodes: ReadonlyMap<string, Box>,
  frames: ReadonlyMap<string, Box>,
): Routes {
  const lead = new WireLead();
  lead.lead(wires, { nodes, frames });
  return lead.routes;
}

const corners = (route: Route | undefined): string => (route?.points ?? []).map(({ x, y }) => `${x},${y}`).join(' ');

describe('wires', () => {
  it('run straight between nodes in a row', () => {
    const boxes = new Map([
      ['a', box(0, 0)],
      ['b', box(200, 0)],
    ]);
    const routes = routeWires([wire(boxes, 'a', 'b')], boxes, none);
    expect(corners(routes.get('a>b'))).toBe('120,40 200,40');
  });

  it('that leave one port share a trunk', () => {
    const boxes = new Map([
      ['a', box(0, 0)],
      ['b', box(240, 0)],
      ['c', box(240, 120)],
      ['d', box(240, 240)],
    ]);
    const routes = routeWires([wire(boxes, 'a', 'b'), wire(boxes, 'a', 'c'), wire(boxes, 'a', 'd')], boxes, none);
    expect(corners(routes.get('a>b'))).toBe('120,40 240,40');
    const [first, second] = ['a>c', 'a>d'].map((id) => routes.get(id)?.points[1]?.x);
    expect(first).toBe(second);
  });

  it('go around a node that stands in between', () => {
    const boxes = new Map([
      ['a', box(0, 0)],
      ['wall', box(200, -20, 120, 120)],
      ['b', box(420, 0)],
    ]);
    const routes = routeWires([wire(boxes, 'a', 'b')], boxes, none);
    expect(hits(routes.get('a>b'), boxes, ['a', 'b'])).toEqual([]);
  });

  it('go back below or above, never through', () => {
    const boxes = new Map([
      ['a', box(400, 0)],
      ['b', box(0, 0)],
      ['between', box(200, 0)],
    ]);
    const route = routeWires([wire(boxes, 'a', 'b')], boxes, none).get('a>b');
    expect(hits(route, boxes, ['a', 'b'])).toEqual([]);
    expect(route?.sourceSide).toBe('right');
    expect(route?.targetSide).toBe('left');
  });

  it('go back around both nodes where they stand in a row', () => {
    const boxes = new Map([
      ['a', box(400, 0)],
      ['b', box(0, 0)],
    ]);
    const route = routeWires([wire(boxes, 'a', 'b')], boxes, none).get('a>b');
    expect(route?.points.length).toBe(6);
  });

  it('enter a reader from above where it stands under its topic, and only there', () => {
    const boxes = new Map([
      ['topic', box(0, 0)],
      ['reader', box(-15, 200, 150, 84)],
    ]);
    const upright = routeWires([wire(boxes, 'topic', 'reader', true)], boxes, none).get('topic>reader');
    expect(corners(upright)).toBe('60,80 60,200');
    const across = routeWires([wire(boxes, 'topic', 'reader')], boxes, none).get('topic>reader');
    expect(across?.sourceSide).toBe('right');
  });

  it('keep out of the frames of other services', () => {
    const boxes = new Map([
      ['a', box(0, 0)],
      ['b', box(600, 200)],
    ]);
    const frames = new Map([['service', box(200, -100, 200, 200)]]);
    const route = routeWires([wire(boxes, 'a', 'b')], boxes, frames).get('a>b');
    const frame = frames.get('service');
    const crossed = segmentsOf(route?.points ?? []).filter((piece) => frame && overlap(boxOfSegment(piece, 1), frame));
    expect(crossed).toEqual([]);
  });

  it('that have nothing in common do not run on one line', () => {
    const boxes = new Map([
      ['a', box(0, 0)],
      ['b', box(300, 200)],
      ['c', box(0, 120)],
      ['d', box(300, 320)],
    ]);
    const routes = routeWires([wire(boxes, 'a', 'b'), wire(boxes, 'c', 'd')], boxes, none);
    const uprights = ['a>b', 'c>d'].map(
      (id) => segmentsOf(routes.get(id)?.points ?? []).find((piece) => piece.upright)?.at,
    );
    expect(uprights[0]).not.toBe(uprights[1]);
  });

  it('keep their way while something else is dragged', () => {
    const boxes = new Map([
      ['a', box(0, 0)],
      ['b', box(300, 200)],
      ['c', box(0, 400)],
    ]);
    const before = [wire(boxes, 'a', 'b'), wire(boxes, 'c', 'b')];
    const lead = new WireLead();
    lead.lead(before, { nodes: boxes, frames: none });
    const former = lead.routes.get('a>b');
    const moved = new Map(boxes).set('c', box(0, 440));
    const after = [wire(moved, 'a', 'b'), wire(moved, 'c', 'b')];
    expect(lead.lead(after, { nodes: moved, frames: none })).toEqual(['c>b']);
    expect(lead.routes.get('a>b')).toBe(former);
    expect(lead.routes.get('c>b')?.points[0]).toEqual({ x: 120, y: 480 });
    lead.lead(after.slice(1), { nodes: moved, frames: none });
    expect([...lead.routes.keys()]).toEqual(['c>b']);
  });

  it('connect their ports by pieces across and upright, and run through no node, wherever nodes stand', () => {
    const cell = fc.record({ x: fc.integer({ min: -15, max: 15 }), y: fc.integer({ min: -15, max: 15 }) });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 9, maxLength: 9 }), fc.nat(), (shifts, seed) => {
        const boxes = new Map(
          shifts.map(({ x, y }, index) => [`n${index}`, box((index % 3) * 240 + x, Math.floor(index / 3) * 170 + y)]),
        );
        const source = `n${seed % 9}`;
        const target = `n${(seed * 7 + 4) % 9}`;
        if (source === target) return;
        const ends = wire(boxes, source, target);
        const route = routeWires([ends], boxes, none).get(ends.id);
        const points = route?.points ?? [];
        for (const [index, point] of points.entries()) {
          const next = points[index + 1];
          expect(next === undefined || point.x === next.x || point.y === next.y).toBe(true);
        }
        expect(hits(route, boxes, [source, target])).toEqual([]);
        const inside = new Map([source, target].map((id) => [id, grown(boxes.get(id) ?? box(0, 0), -1)]));
        expect(hits(route, inside, [])).toEqual([]);
      }),
    );
  });
});

function hits(route: Route | undefined, boxes: ReadonlyMap<string, Box>, except: readonly string[]): string[] {
  const pieces = segmentsOf(route?.points ?? []).map((piece) => boxOfSegment(piece, 1));
  return [...boxes]
    .filter(([id, other]) => !except.includes(id) && pieces.some((piece) => overlap(piece, other)))
    .map(([id]) => id);
}
