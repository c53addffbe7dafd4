import { expect, test } from 'vitest';
import { sampleDocument } from '../../canvas/model/sample-document.ts';
import { reachableFrom } from './reachable.ts';

test('a question about a path offers what wires lead to, also around a ring', () => {
  const { graph } = sampleDocument();
  expect(reachableFrom(graph, 'orders').map(({ name }) => name)).toEqual(['billing', 'payments']);
  expect(reachableFrom(graph, 'payments')).toEqual([]);
  const back = { id: 'back', kind: 'subscribes', source: 'payments', target: 'billing' } as const;
  const ring = { ...graph, edges: [...graph.edges, back] };
  expect(reachableFrom(ring, 'payments').map(({ name }) => name)).toEqual(['billing']);
});
