import { describe, expect, it } from 'vitest';
import { aligned, distributed } from './arrange.ts';
import { boxesOf, sampleDocument } from './sample-document.ts';
import { walk, type Direction } from './walk.ts';

describe('arrow keys', () => {
  const { graph } = sampleDocument();
  const boxes = new Map(boxesOf(sampleDocument())).set('note', { x: 420, y: 300, width: 120, height: 60 });
  it.each<[string, Direction, string | undefined]>([
    ['storefront', 'right', 'orders'],
    ['orders', 'right', 'billing'],
    ['billing', 'left', 'orders'],
    ['storefront', 'left', undefined],
    ['billing', 'down', 'note'],
    ['note', 'up', 'billing'],
    ['payments', 'up', undefined],
  ])('lead from %s %s to %s', (from, direction, to) => expect(walk(graph, boxes, from, direction)).toBe(to));

  it('go on to the nearest node that way where no wire leads', () => {
    expect(walk({ ...graph, edges: [] }, boxes, 'storefront', 'right')).toBe('orders');
  });
});

describe('arranging', () => {
  const boxes = new Map([
    ['a', { x: 0, y: 0, width: 120, height: 76 }],
    ['b', { x: 310, y: 50, width: 150, height: 84 }],
    ['c', { x: 500, y: 200, width: 120, height: 76 }],
  ]);

  it('lines boxes up', () => {
    expect([...aligned(boxes, 'left').values()].map(({ x }) => x)).toEqual([0, 0, 0]);
    expect([...aligned(boxes, 'right')].map(([id, { x }]) => x + (boxes.get(id)?.width ?? 0))).toEqual([620, 620, 620]);
    const middles = [...aligned(boxes, 'middle')].map(([id, { y }]) => y + (boxes.get(id)?.height ?? 0) / 2);
    expect(new Set(middles).size).toBe(1);
  });

  it('gives the same room between boxes and leaves the outer two', () => {
    const places = distributed(boxes, 'across');
    expect(places.get('a')?.x).toBe(0);
    expect(places.get('c')?.x).toBe(500);
    expect(Math.abs((places.get('b')?.x ?? 0) - 235)).toBeLessThanOrEqual(5);
    expect(places.get('b')?.y).toBe(50);
    expect(distributed(new Map([...boxes].slice(0, 2)), 'across').size).toBe(0);
  });
});
