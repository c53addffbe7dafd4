import { expect, it } from 'vitest';
import { sampleDocument } from '../model/sample-document.ts';
import { searchNodes } from './search-nodes.ts';

it('finds nodes by name and handler, and says in how many services', () => {
  const { graph, handlers } = sampleDocument();
  const found = (text: string) => searchNodes({ graph, handlers, schemas: {} }, text);
  expect(found('ord').hits).toEqual(['orders']);
  expect(found('handlers/').hits).toEqual(['storefront', 'billing']);
  expect(found('BILL')).toEqual({ hits: ['billing'], services: 1 });
  expect(found(' ').hits).toEqual([]);
  expect(found('nothing').hits).toEqual([]);
});

it('finds nodes by their code and by their topic’s schema, after those whose name has it', () => {
  const { graph, handlers } = sampleDocument();
  const nodes = graph.nodes.map((node) =>
    node.kind === 'topic' && node.name === 'payments' ? { ...node, schema: 'schemas/payment.json' } : node,
  );
  const searched = {
    graph: { ...graph, nodes },
    handlers: new Map(handlers).set('handlers/billing.ts', "throw new Error('No storefront')"),
    schemas: { 'schemas/payment.json': '{"title": "A payment of the Storefront"}' },
  };
  expect(searchNodes(searched, 'storefront').hits).toEqual(['storefront', 'billing', 'payments']);
});
