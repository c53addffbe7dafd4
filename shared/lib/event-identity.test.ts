import { describe, expect, it } from 'vitest';
import {
  createEventRandom,
  emittedEventId,
  foreignEventId,
  parseEventId,
  rootTraceId,
  tickId,
  traceIdOf,
  traceparentOf,
} from './event-identity.ts';

describe('event ids', () => {
  it('are the same in every version of Topicraft', () => {
    expect(tickId(1, 'storefront', 0)).toBe('0c8c66768e02822a076ba35d31688daf');
    expect(emittedEventId(tickId(1, 'storefront', 0), 'storefront', 0)).toBe('7a76460ac0cf98ff026f6dc7bc377ad8');
    expect(foreignEventId('orders', 2, '17')).toBe('orders-2-17');
  });

  it('differ by seed, node, tick and emit', () => {
    const ids = [tickId(1, 'a', 0), tickId(2, 'a', 0), tickId(1, 'b', 0), tickId(1, 'a', 1)];
    const emitted = ids.flatMap((id) => [
      emittedEventId(id, 'a', 0),
      emittedEventId(id, 'a', 1),
      emittedEventId(id, 'b', 0),
    ]);
    expect(new Set([...ids, ...emitted]).size).toBe(16);
  });

  it('differ by run on kept records, of which the first has the ids of one that keeps nothing', () => {
    expect(tickId(1, 'a', 0, 0)).toBe(tickId(1, 'a', 0));
    expect(new Set([0, 1, 2, 11].map((run) => tickId(1, 'a', 1, run))).size).toBe(4);
    expect(tickId(1, 'a', 1, 1)).not.toBe(tickId(1, 'a', 11));
  });

  it('are only taken over where they are of our making', () => {
    expect(parseEventId(tickId(1, 'a', 0))).toBe(tickId(1, 'a', 0));
    expect(parseEventId('order-17')).toBeUndefined();
    expect(parseEventId(undefined)).toBeUndefined();
  });
});

function draw(event: string): number[] {
  const random = createEventRandom(1, 'node', event);
  return [random(), random(), random()];
}

describe('createEventRandom', () => {
  it('gives the same numbers on each attempt and others for another event', () => {
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });
});

describe('trace context', () => {
  it('takes the trace from the root and the span from the event', () => {
    const root = tickId(1, 'a', 0);
    const event = emittedEventId(root, 'a', 0);
    expect(rootTraceId(root)).toBe(root);
    expect(traceparentOf(rootTraceId(root), event)).toBe(`00-${root}-${event.slice(0, 16)}-01`);
    expect(traceIdOf(traceparentOf(root, event))).toBe(root);
  });

  it('gives a foreign record a trace of its own', () => {
    expect(rootTraceId('orders-0-1')).toMatch(/^[0-9a-f]{32}$/);
    expect(rootTraceId('orders-0-1')).not.toBe(rootTraceId('orders-0-2'));
  });

  it('never writes an id of zeros, which the specification forbids', () => {
    const zeros = '0'.repeat(32);
    expect(traceIdOf(traceparentOf(rootTraceId(zeros), zeros))).toBe(`${'0'.repeat(31)}1`);
  });

  it.each([
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
    'nonsense',
  ])('refuses %s', (header) => {
    expect(traceIdOf(header)).toBeUndefined();
  });
});
