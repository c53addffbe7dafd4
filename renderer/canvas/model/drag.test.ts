import { describe, expect, it } from 'vitest';
import { commandsOfDrag, dragDistance, dragTo, startDrag } from './drag.ts';
import type { Point } from './geometry.ts';
import { after, placementOf, sampleDocument } from './sample-document.ts';

function dragged(primary: string, ids: readonly string[], by: Point) {
  const document = sampleDocument();
  const drag = startDrag(document.graph.nodes, placementOf(document), primary, ids);
  if (!drag) throw new Error('no drag');
  const distance = dragDistance(drag, { x: drag.primaryBox.x + by.x, y: drag.primaryBox.y + by.y });
  const moved = dragTo(drag, distance);
  return {
    ...moved,
    document: after(
      document,
      commandsOfDrag(moved, (id) => document.layout.nodes[id], new Map()),
    ),
  };
}

const serviceIn = (document: ReturnType<typeof dragged>['document'], id: string) => {
  const node = document.graph.nodes.find((each) => each.id === id);
  return node && 'service' in node ? node.service : undefined;
};

describe('a drag', () => {
  it('moves by the grid, and all that is selected by the same distance', () => {
    const { document } = dragged('orders', ['orders', 'payments'], { x: 23, y: 44 });
    expect(document.layout.nodes['orders']).toEqual({ x: 220, y: 32 });
    expect(document.layout.nodes['payments']).toEqual({ x: 660, y: 32 });
  });

  it('brings the middle of a node onto the grid, so that rows line up', () => {
    const { document } = dragged('storefront', ['storefront'], { x: 0, y: 3 });
    expect(document.layout.nodes['storefront']).toEqual({ x: 0, y: 5 });
  });

  it('of a frame takes its nodes along, and leaves them in the service', () => {
    const { document } = dragged('money', ['money'], { x: 500, y: 300 });
    expect(document.layout.nodes['billing']).toEqual({ x: 900, y: 288 });
    expect(serviceIn(document, 'billing')).toBe('money');
  });

  it('out of a frame leaves the service; within reach of it, it stays', () => {
    expect(serviceIn(dragged('billing', ['billing'], { x: 40, y: 60 }).document, 'billing')).toBe('money');
    expect(serviceIn(dragged('billing', ['billing'], { x: 0, y: 400 }).document, 'billing')).toBeUndefined();
  });

  it('into a frame joins the service', () => {
    const { document, assignments } = dragged('storefront', ['storefront'], { x: 410, y: 0 });
    expect([...assignments]).toEqual([['storefront', 'money']]);
    expect(serviceIn(document, 'storefront')).toBe('money');
  });

  it('of a topic over a frame changes no service: topics belong to none', () => {
    expect([...dragged('orders', ['orders'], { x: 220, y: 0 }).assignments]).toEqual([]);
  });

  it('writes down the places of nodes that had none', () => {
    const document = sampleDocument();
    const drag = startDrag(document.graph.nodes, placementOf(document), 'orders', ['orders']);
    if (!drag) throw new Error('no drag');
    const moved = dragTo(drag, { x: 10, y: 0 });
    const [command] = commandsOfDrag(moved, () => undefined, new Map([['payments', { x: 7, y: 8 }]]));
    expect(command).toEqual({ type: 'move-nodes', positions: { orders: { x: 210, y: -8 }, payments: { x: 7, y: 8 } } });
  });
});
