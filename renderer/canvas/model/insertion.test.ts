import { describe, expect, it } from 'vitest';
import type { NodeKind } from '../../../shared/graph/index.ts';
import { overlap } from './geometry.ts';
import { insertionUnder } from './insertion-under.ts';
import { canInsert, planInsertion } from './insertion.ts';
import { claimsIn, commandsToAdd, newNode } from './new-node.ts';
import { after, boxesOf, sampleDocument, wiresIn } from './sample-document.ts';

function insert(kind: NodeKind, edge: string) {
  const document = sampleDocument();
  const claims = claimsIn(document);
  const node = newNode(kind, claims, { name: 'new' });
  const box = { x: 300, y: 300, width: 150, height: 84 };
  const plan = planInsertion(document, edge, node, { box, boxes: boxesOf(document) }, claims);
  return plan && after(document, [...commandsToAdd(node, box), ...plan]);
}

describe('a node dropped on a wire', () => {
  it.each([
    ['consumer', 'storefront-orders', ['storefront>orders-2', 'orders-2>new', 'new>orders']],
    ['topic', 'storefront-orders', ['storefront>new', 'new>consumer', 'consumer>orders']],
    ['consumer', 'orders-billing', ['orders>new', 'new>orders-2', 'orders-2>billing']],
    ['topic', 'orders-billing', ['orders>consumer', 'consumer>new', 'new>billing']],
  ] as const)('as a %s goes into %s with what the rules need beside it', (kind, edge, expected) => {
    const document = insert(kind, edge);
    if (!document) throw new Error('not planned');
    const before = wiresIn(sampleDocument());
    const wires = wiresIn(document);
    expect(wires.filter((wire) => !before.includes(wire))).toEqual(expected);
    expect(wires).toHaveLength(before.length + 2);
  });

  it('brings a topic with the partitions of the wire’s own, and a handler that passes events on', () => {
    expect(insert('consumer', 'orders-billing')?.graph.nodes.find(({ name }) => name === 'orders-2')).toMatchObject({
      kind: 'topic',
      partitions: 3,
    });
    expect(insert('topic', 'orders-billing')?.handlers.get('handlers/consumer.ts')).toContain("emit('new'");
    expect(insert('topic', 'storefront-orders')?.handlers.get('handlers/consumer.ts')).toContain("emit('orders'");
  });

  it('puts what it brings where nothing stands', () => {
    const document = insert('consumer', 'orders-billing');
    if (!document) throw new Error('not planned');
    const boxes = [...boxesOf(document).values()];
    for (const [index, left] of boxes.entries()) {
      for (const right of boxes.slice(index + 1)) expect(overlap(left, right)).toBe(false);
    }
  });

  it('makes room in the row, so that the wire still runs straight', () => {
    const document = insert('consumer', 'orders-billing');
    if (!document) throw new Error('not planned');
    const byName = new Map(document.graph.nodes.map(({ id, name }) => [name, boxesOf(document).get(id)]));
    const row = ['orders', 'new', 'orders-2', 'billing', 'payments'].map((name) => byName.get(name));
    expect(new Set(row.map((box) => box && box.y + box.height / 2)).size).toBe(1);
    const gaps = row.slice(1).map((box, index) => (box?.x ?? 0) - (row[index]?.x ?? 0) - (row[index]?.width ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(80);
  });

  it('stays beside it as a producer, as a note, among dead letters, or when it is wired already', () => {
    const { graph } = sampleDocument();
    const [first] = graph.edges;
    if (!first) throw new Error('no edge');
    expect(insert('producer', 'orders-billing')).toBeUndefined();
    expect(insert('note', 'orders-billing')).toBeUndefined();
    expect(canInsert(graph, { ...first, deadLetter: true }, { id: 'x', kind: 'topic' })).toBe(false);
    expect(canInsert(graph, first, { id: 'billing', kind: 'consumer' })).toBe(false);
  });

  it('is meant for the wire under its middle', () => {
    const { graph } = sampleDocument();
    const routes = new Map([
      [
        'orders-billing',
        {
          points: [
            { x: 320, y: 30 },
            { x: 400, y: 30 },
          ],
          sourceSide: 'right' as const,
          targetSide: 'left' as const,
        },
      ],
    ]);
    const node = { id: 'new', kind: 'consumer' as const };
    const size = { width: 150, height: 84 };
    expect(insertionUnder(graph, routes, { x: 290, y: -10, ...size }, node)).toBe('orders-billing');
    expect(insertionUnder(graph, routes, { x: 290, y: 60, ...size }, node)).toBeUndefined();
  });
});
