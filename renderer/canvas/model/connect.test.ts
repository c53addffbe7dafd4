import { describe, expect, it } from 'vitest';
import { commandsToConnect, connectable, kindsThatFit } from './connect.ts';
import { claimsIn, commandsToAdd, newNode } from './new-node.ts';
import { after, sampleDocument, wiresIn } from './sample-document.ts';

describe('connecting', () => {
  it('teaches a handler that nobody has written yet to emit to its first topic', () => {
    const document = sampleDocument();
    const shop = newNode('producer', claimsIn(document), { name: 'shop' });
    const added = after(document, commandsToAdd(shop, { x: 0, y: 0 }));
    const connected = after(added, commandsToConnect(added, shop.id, 'orders'));
    expect(wiresIn(connected)).toContain('shop>orders');
    expect(connected.handlers.get('handlers/shop.ts')).toContain("await emit('orders'");
  });

  it('leaves a handler alone that somebody has written', () => {
    const document = sampleDocument();
    const written = { ...document, handlers: new Map(document.handlers).set('handlers/billing.ts', '// mine') };
    const connected = after(written, commandsToConnect(written, 'billing', 'orders'));
    expect(connected.handlers.get('handlers/billing.ts')).toBe('// mine');
  });

  it('is planned only where the rules allow it', () => {
    expect(commandsToConnect(sampleDocument(), 'orders', 'payments')).toEqual([]);
    expect(commandsToConnect(sampleDocument(), 'orders', 'billing')).toEqual([]);
  });

  it('shows the nodes that a wire may lead to', () => {
    const { graph } = sampleDocument();
    expect([...connectable(graph, 'payments', 'source')]).toEqual(['billing']);
    expect([...connectable(graph, 'storefront', 'target')]).toEqual([]);
  });

  it.each([
    ['producer', 'source', ['topic']],
    ['topic', 'source', ['consumer']],
    ['topic', 'target', ['consumer', 'producer']],
    ['consumer', 'source', ['topic']],
    ['consumer', 'target', ['topic']],
    ['note', 'source', []],
  ] as const)('at the loose end of a wire of a %s (%s) fit %j', (kind, from, kinds) =>
    expect(kindsThatFit(kind, from)).toEqual(kinds),
  );
});
