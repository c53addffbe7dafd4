import { expect, it } from 'vitest';
import type { TransactionEnd } from '../../../shared/hops/index.ts';
import type { ConsumedRecord } from '../../clients/index.ts';
import { TransactionalCalls } from './transactional-calls.ts';

function recordAt(offset: string): ConsumedRecord {
  const place = { topic: 'orders', partition: 0, offset };
  return { ...place, timestampMs: 0, key: null, value: null, headers: [], sizeBytes: 1 };
}

it('tells what became of an attempt in doubt by what is reported of its own records, and of no later ones of the partition', async () => {
  const calls = new TransactionalCalls(
    {
      begin: async () => ({
        send: () => Promise.reject(new Error('not used here')),
        commit: () => Promise.reject(new Error('no answer')),
        abort: async () => undefined,
      }),
      failed: () => undefined,
      ended: () => undefined,
    },
    'billing',
  );
  const told: TransactionEnd[] = [];
  const records = [recordAt('0')];
  const attempt = { topic: 'orders', partition: 0, records, nextOffset: '1', attempt: 1, timeoutMs: 1000 };
  const { signal } = new AbortController();
  const outcome = await calls.run({ ...attempt, isolation: 'shared', signal }, async (transaction) => {
    transaction.hold((end) => void told.push(end));
    return { type: 'done' };
  });
  expect(outcome).toMatchObject({ type: 'unsettled' });
  calls.take({ type: 'attempt-done', records: [recordAt('0')], attempt: 1, durationMs: 1 });
  expect(told).toEqual([]);
  calls.take({ type: 'attempt-done', records, attempt: 1, durationMs: 1 });
  expect(told).toEqual(['committed']);
});
