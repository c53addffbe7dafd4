import { expect, it } from 'vitest';
import { sampleDocument } from '../model/sample-document.ts';
import { searchNodes } from './search-nodes.ts';

it('finds nodes by name and handler, and says in how many services', () => {
  const { graph } = sampleDocument();
  expect(searchNodes(graph, 'ord').hits).toEqual(['orders']);
  expect(searchNodes(graph, 'handlers/').hits).toEqual(['storefront', 'billing']);
  expect(searchNodes(graph, 'BILL')).toEqual({ hits: ['billing'], services: 1 });
  expect(searchNodes(graph, ' ').hits).toEqual([]);
  expect(searchNodes(graph, 'nothing').hits).toEqual([]);
});
