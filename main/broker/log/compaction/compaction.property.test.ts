import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compactFully, keyedBatch, latestValues, readCommitted } from '../../../../tests/support/compacted-logs.ts';
import { logSettings } from '../../../../tests/support/log-settings.ts';
import { fileSegments } from '../file-segments.ts';
import { memorySegments } from '../memory-segments.ts';
import type { LogSettings } from '../produced-batch.ts';
import { SegmentedLog } from '../segmented-log.ts';
import type { SegmentStore } from '../segment.ts';

const compacted: LogSettings = {
  ...logSettings,
  segmentBytes: 500,
  compacts: true,
  deletesOldRecords: false,
  minCleanableDirtyRatio: 0,
  deleteRetentionMs: 300n,
};
/** No producer id, an idempotent producer, and two that write in transactions: with a new epoch for each (KIP-890), and with one for all. */
const producers = [
  { producerId: -1n, isTransactional: false, bumpsEpoch: false },
  { producerId: 1n, isTransactional: false, bumpsEpoch: false },
  { producerId: 2n, isTransactional: true, bumpsEpoch: true },
  { producerId: 3n, isTransactional: true, bumpsEpoch: false },
];
const nobody = { producerId: -1n, isTransactional: false, bumpsEpoch: false };
/** Room for twelve keys. */
const smallMapBytes = 400;

const records = fc.array(
  fc.record({
    key: fc.integer({ min: 0, max: 20 }).map((number) => `k${number}`),
    value: fc.option(fc.string({ minLength: 1, maxLength: 12 }), { freq: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ type: fc.constant('append' as const), producer: fc.nat(3), records, codec: fc.nat(4) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('end' as const),
      producer: fc.integer({ min: 2, max: 3 }),
      commits: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('wait' as const), forMs: fc.integer({ min: 1, max: 900 }) }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('compact' as const), hasSmallMap: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('reopen' as const), readsAll: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('delete' as const), part: fc.double({ min: 0, max: 0.5, noNaN: true }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'compaction-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Pair {
  /** Is compacted, and opened again and again. */
  log: SegmentedLog;
  /** Gets the same and is never compacted. */
  readonly plain: SegmentedLog;
  /** `readsAll`: the log's state is gone. */
  readonly open: (readsAll?: boolean) => SegmentedLog;
  nowMs: number;
  /** By producer id: where each goes on. */
  readonly next: Map<bigint, { epoch: number; sequence: number; isInTransaction: boolean }>;
  /** By producer id: the last batch of its epoch, and where it was appended. */
  readonly lastBatch: Map<bigint, { batch: Uint8Array; baseOffset: bigint }>;
}

function pairOf(storeOf: () => SegmentStore, forgetState: () => void): Pair {
  const nowMs = 1_700_000_000_000;
  const open = (readsAll = false) => {
    if (readsAll) forgetState();
    return new SegmentedLog(storeOf(), compacted, nowMs, () => {
      throw new Error('a sound log was cut');
    });
  };
  const plain = new SegmentedLog(memorySegments, { ...compacted, compacts: false }, nowMs);
  return { log: open(), plain, open, nowMs, next: new Map(), lastBatch: new Map() };
}

function take(pair: Pair, taken: Step, canReopen: boolean): void {
  switch (taken.type) {
    case 'append':
      return append(pair, taken);
    case 'end':
      return end(pair, taken);
    case 'wait':
      pair.nowMs += taken.forMs;
      return undefined;
    case 'compact':
      compactFully(pair.log, pair.nowMs, taken.hasSmallMap ? smallMapBytes : undefined);
      return undefined;
    case 'reopen':
      if (!canReopen) return undefined;
      pair.log.close();
      pair.log = pair.open(taken.readsAll);
      return undefined;
    case 'delete': {
      const upTo = BigInt(Math.floor(Number(pair.log.lastStableOffset) * taken.part));
      for (const log of [pair.log, pair.plain]) log.deleteBefore(upTo);
    }
  }
}

function append(pair: Pair, { producer, records: batchRecords, codec }: Step & { type: 'append' }): void {
  const { producerId, isTransactional } = producers[producer] ?? nobody;
  const { epoch, sequence } = pair.next.get(producerId) ?? { epoch: 0, sequence: 0 };
  const identity = producerId < 0n ? {} : { producerId, producerEpoch: epoch, baseSequence: sequence, isTransactional };
  const build = () => keyedBatch(batchRecords, pair.nowMs, { codec, ...identity });
  const [answer, expected] = [pair.log, pair.plain].map((log) => appendTo(log, build(), pair.nowMs));
  expect(answer).toEqual(expected);
  if (answer?.error !== undefined || !answer) throw new Error(`refused: ${answer?.error}`);
  if (producerId < 0n) return;
  pair.next.set(producerId, { epoch, sequence: sequence + batchRecords.length, isInTransaction: isTransactional });
  pair.lastBatch.set(producerId, { batch: build(), baseOffset: answer.baseOffset });
}

function appendTo(log: SegmentedLog, batch: Uint8Array, nowMs: number) {
  return log.append(batch, { produceVersion: 9, leaderEpoch: 0, nowMs });
}

function end(pair: Pair, { producer, commits }: Step & { type: 'end' }): void {
  const { producerId, bumpsEpoch } = producers[producer] ?? nobody;
  const next = pair.next.get(producerId);
  if (!next?.isInTransaction) return;
  const producerEpoch = bumpsEpoch ? next.epoch + 1 : next.epoch;
  const marker = { producerId, producerEpoch, outcome: commits ? 'commit' : 'abort', coordinatorEpoch: 0 } as const;
  for (const log of [pair.log, pair.plain]) {
    expect(log.appendMarker(marker, { leaderEpoch: 0, nowMs: pair.nowMs })).toBeUndefined();
  }
  const sequence = bumpsEpoch ? 0 : next.sequence;
  pair.next.set(producerId, { epoch: producerEpoch, sequence, isInTransaction: false });
  if (bumpsEpoch) pair.lastBatch.delete(producerId);
}

function hold({ log, plain, nowMs, next, lastBatch }: Pair): void {
  const ends = (held: SegmentedLog) => [held.logStartOffset, held.logEndOffset, held.lastStableOffset];
  expect(ends(log)).toEqual(ends(plain));
  const [all, written] = [readCommitted(log), readCommitted(plain)];
  expect(latestValues(all)).toEqual(latestValues(written));
  const byOffset = new Map(written.map((record) => [record.offset, record]));
  expect(all.map(({ offset }) => byOffset.get(offset))).toEqual(all);
  for (let offset = log.logStartOffset; offset < log.lastStableOffset; offset += 1n) {
    expect(log.read({ offset, maxBytes: 1, atLeastOneBatch: true, onlyStable: true })?.length).toBeGreaterThan(0);
  }
  // A retry of a producer's last batch is known for what it is, and a producer of the past is fenced.
  for (const { batch, baseOffset } of lastBatch.values()) {
    expect(appendTo(log, batch.slice(), nowMs)).toMatchObject({ baseOffset });
  }
  for (const [producerId, { epoch }] of next) {
    if (epoch === 0) continue;
    const late = { producerId, producerEpoch: epoch - 1, baseSequence: 0 };
    const answer = appendTo(log, keyedBatch([{ key: 'late', value: 'x' }], nowMs, late), nowMs);
    expect(answer).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
  }
}

describe.each([
  ['in memory', false, 150],
  ['in a folder', true, 60],
])('a compacted log %s', (_name, isInFolder, numRuns) => {
  it('tells a reader of committed records the same latest values as one that was never compacted', () => {
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
        run += 1;
        const place = path.join(folder, String(run));
        const pair = pairOf(
          () => (isInFolder ? fileSegments(place) : memorySegments),
          () => rmSync(path.join(place, 'log-state'), { force: true }),
        );
        try {
          for (const taken of steps) {
            take(pair, taken, isInFolder);
            if (taken.type === 'compact' || taken.type === 'reopen') hold(pair);
          }
          take(pair, { type: 'compact', hasSmallMap: false }, isInFolder);
          for (const readsAll of [false, true]) {
            take(pair, { type: 'reopen', readsAll }, isInFolder);
            hold(pair);
          }
          const leftBehind = isInFolder ? readdirSync(place).filter((name) => /cleaned$|swap$/.test(name)) : [];
          expect(leftBehind).toEqual([]);
        } finally {
          pair.log.close();
          pair.plain.close();
        }
      }),
      { numRuns, seed: 11 },
    );
  });
});
