import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compactFully, keyedBatch, type KeyedRecord, readCommitted } from '../../../../tests/support/compacted-logs.ts';
import { logSettings } from '../../../../tests/support/log-settings.ts';
import { checkBatches } from '../../../wire/index.ts';
import { fileSegments } from '../file-segments.ts';
import { memorySegments } from '../memory-segments.ts';
import type { LogSettings } from '../produced-batch.ts';
import { SegmentedLog } from '../segmented-log.ts';

const nowMs = 1_700_000_000_000;
const compacted: LogSettings = { ...logSettings, segmentBytes: 300, compacts: true, deletesOldRecords: false };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'compaction-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function append(log: SegmentedLog, key: string, value: string | null, atMs = nowMs): void {
  appendBatch(log, [{ key, value }], atMs);
}

function appendBatch(log: SegmentedLog, records: KeyedRecord[], atMs = nowMs, settings = {}): void {
  const answer = log.append(keyedBatch(records, atMs, settings), { produceVersion: 9, leaderEpoch: 0, nowMs: atMs });
  expect(answer).toMatchObject({ error: undefined });
}

const told = (log: SegmentedLog) => readCommitted(log).map(({ offset, key, value }) => `${offset} ${key}=${value}`);

describe.each([
  ['in memory', () => memorySegments],
  ['in a folder', () => fileSegments(path.join(folder, '0'))],
])('compaction %s', (_name, storeOf) => {
  const newLog = (changed: Partial<LogSettings> = {}) =>
    new SegmentedLog(storeOf(), { ...compacted, ...changed }, nowMs);
  /** Three records to a segment; the last, with the key `end`, is in the active one. */
  const filled = (changed: Partial<LogSettings> = {}) => {
    const log = newLog(changed);
    for (let index = 0; index < 12; index += 1) append(log, `k${index % 4}`, `v${index}`);
    for (let index = 0; index < 3; index += 1) append(log, 'end', `e${index}`);
    return log;
  };

  it('leaves the latest record of each key at its offset, and the active segment as it is', () => {
    const log = filled();
    const sizeBefore = log.sizeBytes;
    expect(compactFully(log, nowMs)).toBe(1);
    expect(told(log)).toEqual(['8 k0=v8', '9 k1=v9', '10 k2=v10', '11 k3=v11', '12 end=e0', '13 end=e1', '14 end=e2']);
    expect(log.sizeBytes).toBeLessThan(sizeBefore);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([0n, 15n]);
    expect(log.batchForTimestamp(BigInt(nowMs))?.header.baseOffset).toBe(8n);
    append(log, 'k0', 'new');
    expect(told(log).at(-1)).toBe('15 k0=new');
    log.close();
  });

  it('is not due while too little has changed, and never without the policy', () => {
    const log = filled({ minCleanableDirtyRatio: 0.3 });
    compactFully(log, nowMs);
    expect(log.dueCompaction(nowMs)).toBeUndefined();
    for (let index = 0; index < 3; index += 1) append(log, 'k0', `again ${index}`);
    // A segment of three is closed now, beside more that are clean.
    const due = log.dueCompaction(nowMs);
    expect(due?.dirtyRatio).toBeGreaterThan(0.3);
    log.configure({ ...compacted, minCleanableDirtyRatio: 0.9 });
    expect(log.dueCompaction(nowMs)).toBeUndefined();
    log.configure({ ...compacted, minCleanableDirtyRatio: 0, compacts: false });
    expect(log.dueCompaction(nowMs)).toBeUndefined();
    log.close();
  });

  it('leaves records alone for min.compaction.lag.ms, and none longer than max.compaction.lag.ms', () => {
    const log = filled({ minCompactionLagMs: 5000n });
    expect(log.dueCompaction(nowMs + 4999)).toBeUndefined();
    expect(log.dueCompaction(nowMs + 5000)).toBeDefined();
    log.configure({ ...compacted, minCleanableDirtyRatio: 1, maxCompactionLagMs: 5000n });
    expect(log.dueCompaction(nowMs + 5000)).toBeUndefined();
    expect(log.dueCompaction(nowMs + 5001)).toBeDefined();
    log.close();
  });

  it('begins a segment at the latest after max.compaction.lag.ms', () => {
    const log = newLog({ maxCompactionLagMs: 5000n, segmentBytes: 4096 });
    append(log, 'a', '1');
    append(log, 'a', '2', nowMs + 5001);
    expect(log.dueCompaction(nowMs + 5001)).toBeDefined();
    log.close();
  });

  it('shows a tombstone for delete.retention.ms after it was compacted, and then removes it', () => {
    const log = newLog({ deleteRetentionMs: 1000n, minCleanableDirtyRatio: 0 });
    append(log, 'a', 'old');
    append(log, 'a', null);
    append(log, 'b', 'x');
    const closeSegment = (atMs: number) => {
      for (let index = 0; index < 4; index += 1) append(log, 'c', `${atMs} ${index}`, atMs);
    };
    closeSegment(nowMs);
    compactFully(log, nowMs);
    expect(told(log).slice(0, 2)).toEqual(['1 a=null', '2 b=x']);
    // The time of a record is what it was, though the header has the delete horizon in its place.
    expect(readCommitted(log)[0]?.timestamp).toBe(BigInt(nowMs));
    closeSegment(nowMs + 999);
    compactFully(log, nowMs + 999);
    expect(told(log)[0]).toBe('1 a=null');
    closeSegment(nowMs + 1000);
    compactFully(log, nowMs + 1000);
    expect(told(log)[0]).toBe('2 b=x');
    log.close();
  });

  it('needs several passes where memory has too little room for all keys, and gets on with each', () => {
    const log = newLog({ minCleanableDirtyRatio: 0 });
    for (let index = 0; index < 120; index += 1) append(log, `k${index % 60}`, `v${index}`);
    for (let index = 0; index < 4; index += 1) append(log, 'end', `e${index}`);
    expect(compactFully(log, nowMs, 400)).toBeGreaterThan(3);
    const values = told(log).filter((record) => !record.includes('end='));
    expect(values).toEqual(Array.from({ length: 60 }, (_, index) => `${60 + index} k${index}=v${60 + index}`));
    log.close();
  });

  it('makes one segment of several that have become small', () => {
    const log = newLog({ minCleanableDirtyRatio: 0, segmentBytes: 2000 });
    for (let index = 0; index < 200; index += 1) append(log, `k${index % 3}`, `v${index}`);
    compactFully(log, nowMs);
    log.configure({ ...compacted, segmentBytes: 2000, minCleanableDirtyRatio: 0 });
    for (let index = 0; index < 40; index += 1) append(log, `k${index % 3}`, `w${index}`);
    compactFully(log, nowMs);
    expect(log.sizeBytes).toBeLessThan(4100);
    log.close();
    if (readdirSync(folder).length > 0) {
      expect(readdirSync(path.join(folder, '0')).filter((name) => name.endsWith('.log')).length).toBeLessThan(5);
    }
  });

  it('keeps the marker of a transaction while records of it are there, and then for delete.retention.ms', () => {
    const log = newLog({ deleteRetentionMs: 1000n, minCleanableDirtyRatio: 0 });
    const producer = { producerId: 5n, producerEpoch: 0, isTransactional: true };
    appendBatch(log, [{ key: 'a', value: 'committed' }], nowMs, { ...producer, baseSequence: 0 });
    const end = (outcome: 'commit' | 'abort', producerEpoch: number) =>
      log.appendMarker({ producerId: 5n, producerEpoch, outcome, coordinatorEpoch: 0 }, { leaderEpoch: 0, nowMs });
    end('commit', 1);
    appendBatch(log, [{ key: 'a', value: 'aborted' }], nowMs, { ...producer, producerEpoch: 1, baseSequence: 0 });
    end('abort', 2);
    const controlOffsets = () => {
      const offsets: bigint[] = [];
      for (let offset = 0n; offset < log.logEndOffset;) {
        const bytes = log.read({ offset, maxBytes: 1_000_000, atLeastOneBatch: true }) ?? new Uint8Array(0);
        for (const { header } of checkBatches(bytes)) {
          if (header.isControl) offsets.push(header.baseOffset);
          offset = header.baseOffset + BigInt(header.lastOffsetDelta) + 1n;
        }
      }
      return offsets;
    };
    const compactAt = (atMs: number) => {
      for (let index = 0; index < 4; index += 1) append(log, 'end', `${atMs} ${index}`, atMs);
      compactFully(log, atMs);
    };
    compactAt(nowMs);
    expect(controlOffsets()).toEqual([1n, 3n]);
    expect(told(log)[0]).toBe('0 a=committed');
    // Now the aborted records are gone, and the marker begins to wait; the last of the producer stays for its epoch.
    append(log, 'a', 'later', nowMs);
    compactAt(nowMs + 1);
    compactAt(nowMs + 2);
    compactAt(nowMs + 1002);
    compactAt(nowMs + 2003);
    expect(controlOffsets()).toEqual([3n]);
    expect(told(log)).toContain('8 a=later');
    log.close();
  });

  it('counts what a producer commits after a transaction that was aborted before what is dirty', () => {
    const log = newLog({ deleteRetentionMs: 1000n, minCleanableDirtyRatio: 0 });
    const producer = { producerId: 5n, producerEpoch: 0, isTransactional: true };
    const end = (outcome: 'commit' | 'abort') =>
      log.appendMarker({ producerId: 5n, producerEpoch: 0, outcome, coordinatorEpoch: 0 }, { leaderEpoch: 0, nowMs });
    const compactAt = (atMs: number) => {
      for (let index = 0; index < 4; index += 1) append(log, 'end', `${atMs} ${index}`, atMs);
      compactFully(log, atMs);
    };
    append(log, 'a', 'old');
    appendBatch(log, [{ key: 'b', value: 'aborted' }], nowMs, { ...producer, baseSequence: 0 });
    end('abort');
    compactAt(nowMs);
    appendBatch(log, [{ key: 'a', value: 'new' }], nowMs, { ...producer, baseSequence: 1 });
    end('commit');
    compactAt(nowMs + 1);
    expect(told(log).filter((record) => record.includes(' a='))).toEqual([expect.stringContaining('a=new')]);
    log.close();
  });

  it('tells nobody of an aborted transaction whose marker is gone, or later records of its producer were taken for aborted', () => {
    const log = newLog({ deleteRetentionMs: 1000n, minCleanableDirtyRatio: 0 });
    const producer = { producerId: 5n, producerEpoch: 0, isTransactional: true };
    const end = (outcome: 'commit' | 'abort') =>
      log.appendMarker({ producerId: 5n, producerEpoch: 0, outcome, coordinatorEpoch: 0 }, { leaderEpoch: 0, nowMs });
    appendBatch(log, [{ key: 'a', value: 'aborted' }], nowMs, { ...producer, baseSequence: 0 });
    end('abort');
    appendBatch(log, [{ key: 'b', value: 'committed' }], nowMs, { ...producer, baseSequence: 1 });
    end('commit');
    const abortedFrom = (offset: bigint) =>
      log.abortedTransactions(
        offset,
        log.read({ offset, maxBytes: 1_000_000, atLeastOneBatch: true }) ?? new Uint8Array(0),
      );
    expect(abortedFrom(0n)).toHaveLength(1);
    for (const atMs of [nowMs, nowMs + 1, nowMs + 1001]) {
      for (let index = 0; index < 4; index += 1) append(log, 'end', `${atMs} ${index}`, atMs);
      compactFully(log, atMs);
      expect(readCommitted(log, 1_000_000)[0]).toMatchObject({ offset: 2n, value: 'committed' });
    }
    expect(abortedFrom(0n)).toEqual([]);
    log.close();
  });

  it('goes on while records are appended, and ends without a trace where some are deleted meanwhile', () => {
    const log = newLog({ segmentBytes: 1_500_000, minCleanableDirtyRatio: 0 });
    const large = 'x'.repeat(400_000);
    for (let index = 0; index < 9; index += 1) append(log, `k${index % 2}`, `${index}${large}`);
    const steps = log.dueCompaction(nowMs)?.run();
    expect(steps?.next().done).toBe(false);
    expect(log.dueCompaction(nowMs)).toBeUndefined();
    append(log, 'k0', 'meanwhile');
    expect(log.deleteBefore(1n)).toBe(true);
    expect(steps?.next().done).toBe(true);
    expect(readCommitted(log)).toHaveLength(9);
    const again = log.dueCompaction(nowMs)?.run();
    again?.next();
    append(log, 'k1', 'meanwhile too');
    expect(Array.from(again ?? []).length).toBeGreaterThan(1);
    expect(told(log)).toEqual(expect.arrayContaining(['9 k0=meanwhile', '10 k1=meanwhile too']));
    expect(readCommitted(log).length).toBeLessThan(9);
    log.close();
    if (readdirSync(folder).length > 0) {
      expect(
        readdirSync(path.join(folder, '0'))
          .filter((name) => !name.endsWith('.log'))
          .sort(),
      ).toEqual(['cleaned-offset', 'gaps-end', 'log-start-offset', 'log-state']);
    }
  });

  it('leaves old segments to retention where the policy is both', () => {
    const log = filled({ deletesOldRecords: true, retentionMs: 1000n });
    compactFully(log, nowMs);
    log.applyRetention(nowMs + 1001);
    expect(log.sizeBytes).toBe(0);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([15n, 15n]);
    log.close();
  });
});

describe('what was compacted', () => {
  it('is remembered beyond a restart, but not where the log was cut before it', () => {
    const store = () => fileSegments(path.join(folder, '0'));
    const settings = { ...compacted, minCleanableDirtyRatio: 0 };
    let log = new SegmentedLog(store(), settings, nowMs);
    for (let index = 0; index < 12; index += 1) append(log, `k${index % 4}`, `v${index}`);
    compactFully(log, nowMs);
    log.close();
    log = new SegmentedLog(store(), settings, nowMs);
    expect(log.dueCompaction(nowMs)).toBeUndefined();
    log.close();
    store().writeCleanedOffset(1000n);
    store().writeGapsEnd(1000n);
    log = new SegmentedLog(store(), settings, nowMs);
    expect([store().readCleanedOffset(), store().readGapsEnd()]).toEqual([log.logEndOffset, log.logEndOffset]);
    log.close();
  });
});
