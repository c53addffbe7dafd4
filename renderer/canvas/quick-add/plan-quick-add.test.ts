import { describe, expect, it } from 'vitest';
import type { ProjectDocument } from '../../../shared/graph/index.ts';
import { centreOf, overlap, rightOf, type Box } from '../model/geometry.ts';
import { frameAround } from '../model/placement.ts';
import { after, boxesOf, sampleDocument, wiresIn } from '../model/sample-document.ts';
import { parseQuickAdd } from './parse-quick-add.ts';
import { isPlacedBeside, planQuickAdd } from './plan-quick-add.ts';

function added(text: string, service?: string) {
  return addedTo(sampleDocument(), text, service);
}

function addedTo(document: ProjectDocument, text: string, service?: string) {
  const plan = planQuickAdd(document, parseQuickAdd(text), { x: 300, y: 400 }, boxesOf(document), service);
  return { document: after(document, plan.commands), plan };
}

describe('quick add', () => {
  it('adds a node with its wires, to topics that are there and to new ones', () => {
    const { document, plan } = added('c fraud-check reads payments writes flagged');
    expect(wiresIn(document).slice(3)).toEqual(['payments>fraud-check', 'fraud-check>flagged']);
    expect(document.graph.nodes.find(({ id }) => id === plan.added)?.name).toBe('fraud-check');
    expect(document.handlers.get('handlers/fraud-check.ts')).toContain("emit('flagged'");
  });

  const placeOf = ({ document, plan }: ReturnType<typeof added>, name?: string) => {
    const id = name === undefined ? plan.added : document.graph.nodes.find((node) => node.name === name)?.id;
    const box = boxesOf(document).get(id ?? '');
    if (!box) throw new Error('it has no place');
    return box;
  };
  const line = ({ y, height }: Box): number => y + height / 2;

  it('puts a reader right of its topic, and what it writes right of the reader', () => {
    const adding = added('c fraud-check reads payments writes flagged');
    const [topic, reader, flagged] = [placeOf(adding, 'payments'), placeOf(adding), placeOf(adding, 'flagged')];
    expect(reader.x).toBe(rightOf(topic) + 80);
    expect(line(reader)).toBe(line(topic));
    expect(flagged.x).toBe(rightOf(reader) + 80);
  });

  it('puts a writer left of its topic', () => {
    // A topic of its own on the left, with room before it.
    const { document } = added('t stock');
    const adding = addedTo(document, 'p refunds writes stock');
    // On the grid, which is 10 wide.
    const gap = placeOf(adding, 'stock').x - rightOf(placeOf(adding));
    expect(Math.abs(gap - 80)).toBeLessThanOrEqual(5);
    expect(line(placeOf(adding))).toBe(line(placeOf(adding, 'stock')));
  });

  it('puts a reader of several topics right of all of them', () => {
    const adding = added('c audit reads orders, payments');
    expect(placeOf(adding).x).toBeGreaterThan(rightOf(placeOf(adding, 'payments')));
  });

  it('puts readers of one topic below each other, and none into the frame of a service that it isn’t in', () => {
    let { document } = added('c one reads orders');
    ({ document } = addedTo(document, 'c two reads orders'));
    const adding = addedTo(document, 'c three reads orders');
    const frame = frameAround([placeOf(adding, 'billing')]);
    const places = ['one', 'two', 'three'].map((name) => placeOf(adding, name));
    expect(new Set(places.map(({ x }) => x)).size).toBe(1);
    expect(places.every((place) => frame && !overlap(place, frame))).toBe(true);
    expect(places.every((place, index) => places.slice(index + 1).every((other) => !overlap(place, other)))).toBe(true);
  });

  it('puts at the pointer what names no topic that is there', () => {
    const at = { x: 300, y: 400 };
    for (const text of ['c audit', 'c audit reads stock writes log', 't audit', 'p web writes clicks']) {
      const { x, y } = centreOf(placeOf(added(text)));
      expect(Math.abs(x - at.x)).toBeLessThanOrEqual(10);
      expect(Math.abs(y - at.y)).toBeLessThanOrEqual(10);
      expect(isPlacedBeside(sampleDocument().graph, parseQuickAdd(text))).toBe(false);
    }
    expect(isPlacedBeside(sampleDocument().graph, parseQuickAdd('c audit reads Payments'))).toBe(true);
  });

  it('puts everything where there is room', () => {
    const boxes = [...boxesOf(added('c x reads a, b writes c').document).values()];
    for (const [index, left] of boxes.entries()) {
      for (const right of boxes.slice(index + 1)) expect(overlap(left, right)).toBe(false);
    }
  });

  it('takes a service by its name, makes one that is missing, or takes the one that it is in', () => {
    const serviceOf = ({ document, plan }: ReturnType<typeof added>) => {
      const node = document.graph.nodes.find(({ id }) => id === plan.added);
      const id = node && 'service' in node ? node.service : undefined;
      return document.graph.services.find((each) => each.id === id)?.name;
    };
    expect(serviceOf(added('c a in money'))).toBe('Money');
    expect(serviceOf(added('c a in Risk'))).toBe('Risk');
    expect(serviceOf(added('c a', 'money'))).toBe('Money');
    expect(serviceOf(added('t a', 'money'))).toBeUndefined();
  });

  it('numbers a name that is taken', () => {
    const { document, plan } = added('c billing reads orders');
    expect(document.graph.nodes.find(({ id }) => id === plan.added)?.name).toBe('billing-2');
  });

  it('takes partitions and instances', () => {
    expect(added('t audit 12').document.graph.nodes.at(-1)).toMatchObject({ partitions: 12 });
    expect(added('c audit x4').document.graph.nodes.at(-1)).toMatchObject({ instances: 4 });
  });

  it('adds services and notes', () => {
    expect(added('s Risk desk').document.graph.services.at(-1)?.name).toBe('Risk desk');
    expect(added('n remember this').document.graph.nodes.at(-1)).toMatchObject({ kind: 'note', name: 'remember this' });
  });
});
