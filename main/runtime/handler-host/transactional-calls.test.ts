import { expect, it } from 'vitest';
import type { TransactionEnd } from '../../../shared/hops/index.ts';
import type { ConsumedRecord } from '../../clients/index.ts';
import { TransactionalCalls } from './transactional-calls.ts';

function recordAt(offset: string): ConsumedRecord {
  const place = { topic: 'orders', partition: 0, offset };
  return { ...place, timestampMs: 0, key: null, value: null, headers: [], sizeBytes: 1 };
}

const hops = { nowMs: () => 7, leftUntold: () => undefined };

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
    hops,
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

it.each([
  ['is given up before a claim tells', 1, undefined],
  ['had been given up before its commit failed', 1, 'revoked'],
  ['is given up, and sent nothing', 0, undefined],
])('leaves what an attempt in doubt sent to be read from the log where it %s', async (_when, emits, reason) => {
  const untold: number[] = [];
  const told: TransactionEnd[] = [];
  const abort = new AbortController();
  const commit = () => {
    if (reason !== undefined) abort.abort(reason);
    return Promise.reject(new Error('no answer'));
  };
  const send = () => Promise.reject(new Error('not used here'));
  const calls = new TransactionalCalls(
    {
      begin: async () => ({ send, commit, abort: async () => undefined }),
      failed: () => undefined,
      ended: () => undefined,
    },
    'billing',
    { ...hops, leftUntold: (sinceMs) => void untold.push(sinceMs) },
  );
  const records = [recordAt('0')];
  const attempt = { topic: 'orders', partition: 0, records, nextOffset: '1', attempt: 1, timeoutMs: 1000 };
  await calls.run({ ...attempt, isolation: 'shared', signal: abort.signal }, async (transaction) => {
    for (let emit = 0; emit < emits; emit += 1) transaction.hold((end) => void told.push(end));
    return { type: 'done' };
  });
  if (reason === undefined) calls.take({ type: 'attempt-abandoned', records, attempt: 1 });
  calls.take({ type: 'attempt-done', records, attempt: 1, durationMs: 1 });
  expect({ untold, told }).toEqual({ untold: emits === 0 ? [] : [7], told: [] });
});
