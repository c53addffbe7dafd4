import { describe, expect, it } from 'vitest';
import { Durations } from '../../../shared/measures/index.ts';
import { MeasureGatherer } from './measure-gatherer.ts';

describe('what a host measures between two batches', () => {
  it('adds up records, bytes and keys by node and topic, what is sent apart from what is read', () => {
    const measures = new MeasureGatherer();
    expect(measures.isEmpty).toBe(true);
    const order = { node: 'shop', topic: 'orders', partition: 2, bytes: 10 };
    for (let record = 0; record < 3; record += 1) measures.weigh('sent', { ...order, key: 'a/b' });
    measures.weigh('sent', { ...order, key: null });
    measures.weigh('read', { ...order, node: 'billing', key: 'k'.repeat(500) });
    expect(measures.take()).toEqual([
      {
        kind: 'sent',
        node: 'shop',
        topic: 'orders',
        records: 4,
        bytes: 40,
        keyed: 3,
        keys: [{ key: 'a/b', partition: 2, count: 3, overcount: 0 }],
      },
      {
        kind: 'read',
        node: 'billing',
        topic: 'orders',
        records: 1,
        bytes: 10,
        keyed: 1,
        keys: [{ key: 'k'.repeat(100), partition: 2, count: 1, overcount: 0 }],
      },
    ]);
    expect([measures.isEmpty, measures.take()]).toEqual([true, []]);
  });

  it('adds up calls by partition, and their times by node', () => {
    const measures = new MeasureGatherer();
    const call = { node: 'billing', topic: 'orders', partition: 0, durationMs: 8, failed: false };
    measures.called(call);
    measures.called({ ...call, durationMs: 12, failed: true });
    measures.called({ ...call, partition: 1 });
    const durations = new Durations();
    for (const ms of [8, 12, 8]) durations.add(ms);
    expect(measures.take()).toEqual([
      {
        kind: 'calls',
        node: 'billing',
        durations: durations.counts(),
        partitions: [
          { topic: 'orders', partition: 0, calls: 2, failed: 1, busyMs: 20 },
          { topic: 'orders', partition: 1, calls: 1, failed: 0, busyMs: 8 },
        ],
      },
    ]);
  });
});
