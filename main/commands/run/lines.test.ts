import { describe, expect, it } from 'vitest';
import type { EdgeStatistics, SessionEvent } from '../../engine/index.ts';
import { lineOf, totalsOf } from './lines.ts';

const run = { project: 'My shop', target: 'embedded', nowMs: 1000 } as const;

describe('a line of a run', () => {
  it('tells where it runs and with which topics', () => {
    const topics = [{ topic: 'orders', kafkaName: 'demo.orders', partitions: 6, created: true }];
    const event: SessionEvent = { type: 'started', bootstrap: '127.0.0.1:9092', seed: 1, topics };
    expect(lineOf(event, run)).toEqual({
      type: 'started',
      project: 'My shop',
      target: 'embedded',
      bootstrap: '127.0.0.1:9092',
      seed: 1,
      topics,
    });
  });

  it('is the report itself for what the runtime tells', () => {
    const report = { type: 'worker-started', timeMs: 5, node: 'shipping', instance: 0 } as const;
    expect(lineOf({ type: 'reported', report }, run)).toEqual(report);
  });

  it('says how many were left out', () => {
    expect(lineOf({ type: 'reports-dropped', count: 3 }, run)).toEqual({ type: 'dropped', count: 3 });
  });

  it('is missing for what only the table shows', () => {
    expect(lineOf({ type: 'state-changed', state: 'running' }, run)).toBeUndefined();
  });
});

describe('the totals', () => {
  it('tell root events from caused ones, and handled from dead-lettered ones', () => {
    const edge = { edgeId: 'e', perSecond: 0, bytesPerSecond: 0 };
    const edges: EdgeStatistics[] = [
      { ...edge, kind: 'publishes', source: 'storefront', target: 'orders', events: 10, errors: 1 },
      { ...edge, kind: 'subscribes', source: 'orders', target: 'pricing', events: 10, errors: 4 },
      { ...edge, kind: 'publishes', source: 'pricing', target: 'checkouts', events: 9, errors: 0 },
      { ...edge, kind: 'dead-letters', source: 'pricing', target: 'orders.dlq', events: 1, errors: 0 },
    ];
    expect(totalsOf(edges, (name) => name === 'storefront')).toEqual({
      rootEvents: 10,
      causedEvents: 9,
      handled: 9,
      deadLettered: 1,
      errors: 5,
    });
  });
});
