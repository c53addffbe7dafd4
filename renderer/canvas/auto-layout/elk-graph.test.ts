import { describe, expect, it } from 'vitest';
import { placementOf, sampleDocument } from '../model/sample-document.ts';
import { elkGraphOf, placesOf } from './elk-graph.ts';

describe('auto-layout', () => {
  it('asks for services as nodes with nodes in them, in the order in which events spread', () => {
    const document = sampleDocument();
    const asked = elkGraphOf(document.graph, placementOf(document));
    expect(asked.children?.map(({ id }) => id)).toEqual(['storefront', 'orders', 'money', 'payments']);
    expect(asked.children?.[2]?.children?.map(({ id }) => id)).toEqual(['billing']);
    expect(asked.edges?.map(({ sources, targets }) => `${sources[0]} ${targets[0]}`)).toEqual([
      'storefront:out orders:in',
      'orders:out billing:in',
      'billing:out payments:in',
    ]);
  });

  it('asks for a folded service as one node, and takes its nodes along', () => {
    const document = sampleDocument();
    const layout = { ...document.layout, services: { money: { collapsed: true } } };
    const placement = placementOf({ ...document, layout });
    const asked = elkGraphOf(document.graph, placement);
    expect(asked.children?.find(({ id }) => id === 'money')?.children).toBeUndefined();
    const places = placesOf({ id: 'root', children: [{ id: 'money', x: 100, y: 200 }] }, placement, { x: 0, y: 0 });
    expect([...places]).toEqual([['billing', { x: 400 + 100 - 392 + 2, y: -12 + 252 - 2 }]]);
  });

  it('puts what comes back onto the grid, nodes within services too', () => {
    const document = sampleDocument();
    const placement = placementOf(document);
    const layout = {
      id: 'root',
      children: [
        { id: 'orders', x: 3, y: 4 },
        { id: 'money', x: 200, y: 0, children: [{ id: 'billing', x: 8, y: 40 }] },
      ],
    };
    const places = placesOf(layout, placement, { x: 1000, y: 0 });
    expect(places.get('orders')).toEqual({ x: 1000, y: 2 });
    expect(places.get('billing')).toEqual({ x: 1210, y: 38 });
  });

  it('leaves notes where they are', () => {
    const document = sampleDocument();
    const note = { id: 'note', kind: 'note' as const, name: 'why', text: '' };
    const graph = { ...document.graph, nodes: [...document.graph.nodes, note] };
    const asked = elkGraphOf(graph, placementOf({ ...document, graph }));
    expect(asked.children?.some(({ id }) => id === 'note')).toBe(false);
  });
});
