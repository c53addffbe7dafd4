import type { Life, LifeAttempt, LifeEvent } from '../../../shared/contract/index.ts';

/** For tests: an event stored at `storedMs` in partition 0, at the offset of its ref. */
export function sampleEvent(ref: string, storedMs: number, changes: Partial<LifeEvent> = {}): LifeEvent {
  return {
    ref,
    eventId: `e-${ref}`,
    topic: { id: 'topic-orders', name: 'orders' },
    edge: 'root',
    records: [{ partition: 0, offset: ref, sentMs: storedMs - 1, appendedMs: storedMs }],
    key: 'o-1',
    value: '{}',
    valueBytes: 2,
    attempts: [],
    ...changes,
  };
}

/** For tests: one that went well. */
export function sampleAttempt(startedMs: number, endedMs: number, changes: Partial<LifeAttempt> = {}): LifeAttempt {
  return {
    attempt: `${startedMs}`,
    call: `${startedMs}`,
    callRecords: 1,
    node: { id: 'consumer-billing', name: 'billing' },
    instance: 0,
    tries: 1,
    partition: 0,
    offset: '1',
    startedMs,
    endedMs,
    outcome: 'done',
    counted: true,
    ...changes,
  };
}

export function sampleLife(events: LifeEvent[], focus = '1'): Life {
  return { traceId: 'trace', session: 1, focus, events, known: events.length, cut: false };
}

/** For tests: an order that billing fails at three times, for good; its dead letter lies in a topic. */
export function failedOrder(): Life {
  const producer = { id: 'producer-shop', name: 'shop' };
  const failing = { outcome: 'failed', error: { message: 'no card' } } as const;
  const tries = [
    sampleAttempt(1860, 1872, { ...failing, tries: 1, retryInMs: 200 }),
    sampleAttempt(2070, 2082, { ...failing, tries: 2, retryInMs: 400 }),
    sampleAttempt(2482, 2494, { ...failing, tries: 3, givenUp: { way: 'dead-lettered', timeMs: 2496 } }),
  ];
  const shipped = sampleAttempt(10, 30, { attempt: 'stock', node: { id: 'consumer-stock', name: 'stock' } });
  return sampleLife([
    sampleEvent('1', 1, { node: producer, attempts: [shipped, ...tries] }),
    sampleEvent('2', 28, {
      topic: { id: 'topic-stock', name: 'reserved' },
      parent: '1',
      edge: 'inferred',
      node: { id: 'consumer-stock', name: 'stock' },
    }),
    sampleEvent('3', 2497, {
      topic: { id: 'topic-letters', name: 'orders.dlq' },
      parent: '1',
      edge: 'dead-letter',
      node: { id: 'consumer-billing', name: 'billing' },
    }),
  ]);
}
