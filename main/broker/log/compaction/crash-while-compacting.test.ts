import type * as fileSystem from 'node:fs';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { compactFully, keyedBatch, latestValues, readCommitted } from '../../../../tests/support/compacted-logs.ts';
import { knowledgeOf } from '../../../../tests/support/log-knowledge.ts';
import { logSettings } from '../../../../tests/support/log-settings.ts';
import { fileSegments } from '../file-segments.ts';
import { type CutReport, SegmentedLog } from '../segmented-log.ts';

/** Called before each change to the file system that a log makes. */
const disk = vi.hoisted(() => ({ beforeChange: (): void => undefined }));

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fileSystem>();
  const changing =
    <Arguments extends unknown[], Result>(change: (...given: Arguments) => Result) =>
    (...given: Arguments): Result => {
      disk.beforeChange();
      return change(...given);
    };
  return {
    ...original,
    writeSync: changing(original.writeSync as (...given: unknown[]) => number),
    writeFileSync: changing(original.writeFileSync),
    renameSync: changing(original.renameSync),
    rmSync: changing(original.rmSync),
  };
});

const nowMs = 1_700_000_000_000;
/** Segments are closed small, and compacted into larger ones, each of which takes more than one step. */
const small = {
  ...logSettings,
  segmentBytes: 30_000,
  deletesOldRecords: false,
  compacts: true,
  minCleanableDirtyRatio: 0,
  deleteRetentionMs: 0n,
};
const large = { ...small, segmentBytes: 160_000 };

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'crash-while-compacting-'));
});
afterEach(() => {
  disk.beforeChange = () => undefined;
  rmSync(root, { recursive: true });
});

/** One batch of a producer of its own kind: none, idempotent, or transactional, some of whose transactions are aborted. */
function append(log: SegmentedLog, index: number): void {
  const leaderEpoch = Math.floor(index / 25);
  const producerId = BigInt((index % 4) - 1);
  const isTransactional = producerId > 0n;
  const value = index % 9 === 8 ? null : `v${index}`.padEnd(6000, '.');
  const identity = { producerId, producerEpoch: 0, baseSequence: Math.floor(index / 4), isTransactional };
  const batch = keyedBatch([{ key: `k${(index * 7) % 23}`, value }], nowMs + index, producerId < 0n ? {} : identity);
  const options = { produceVersion: 9, leaderEpoch, nowMs: nowMs + index, joinTransaction: () => undefined };
  expect(log.append(batch, options)).toMatchObject({ error: undefined });
  if (!isTransactional || index % 3 === 0) return;
  const outcome = index % 5 === 1 ? 'abort' : 'commit';
  const marker = { producerId, producerEpoch: 0, coordinatorEpoch: 0, outcome } as const;
  expect(log.appendMarker(marker, { leaderEpoch, nowMs: nowMs + index })).toBeUndefined();
}

function open(folder: string, onCut: CutReport = () => expect.unreachable('a sound log was cut')): SegmentedLog {
  return new SegmentedLog(fileSegments(folder), large, nowMs, onCut);
}

/**
 * What is the same however a compacted log was opened. Only its state can tell of bytes of the past, of epochs without batches, and, while
 * a pass is under way, of aborted transactions that have nothing but a marker left; what readers make of those is in `committed`.
 */
function lastingKnowledgeOf(log: SegmentedLog) {
  const { appendedBytes, stableBytes, epochs: _, batches, producers, ...lasting } = knowledgeOf(log, nowMs);
  const bytes = batches.map((batch) => batch.bytes);
  const inOrder = producers.sort((left, right) => Number(left.producerId - right.producerId));
  return {
    ...lasting,
    producers: inOrder,
    bytes,
    unstableBytes: appendedBytes - stableBytes,
    committed: readCommitted(log),
  };
}

/** Compacts a log whose state is there, with appends and flushes meanwhile, and copies its folder before each change to it. */
async function crashes(): Promise<{ folder: string; values: Record<string, string>; end: bigint }[]> {
  const folder = path.join(root, 'log');
  const written = new SegmentedLog(fileSegments(folder), small, nowMs);
  for (let index = 0; index < 100; index += 1) append(written, index);
  written.close();
  const log = open(folder);
  expect(log.recovery.readBytes).toBe(0);
  const found: Awaited<ReturnType<typeof crashes>> = [];
  let [values, end] = [latestValues(readCommitted(log)), log.logEndOffset];
  disk.beforeChange = () => {
    const copy = path.join(root, `crash-${found.length}`);
    cpSync(folder, copy, { recursive: true });
    found.push({ folder: copy, values, end });
  };
  const steps = log.dueCompaction(nowMs + 1000)?.run();
  for (let index = 100; ; index += 1) {
    // One state is taken before the step and would be written after it; the other is taken and written between steps.
    log.checkpoint();
    const flushing = log.flush();
    const isDone = steps?.next().done ?? true;
    await flushing;
    log.checkpoint();
    await log.flush();
    if (isDone) break;
    if (index % 3 > 0) continue;
    log.append(keyedBatch([{ key: `meanwhile ${index}`, value: 'x' }], nowMs), {
      produceVersion: 9,
      leaderEpoch: 4,
      nowMs,
    });
    [values, end] = [latestValues(readCommitted(log)), log.logEndOffset];
  }
  disk.beforeChange = () => undefined;
  const compacted = path.join(root, 'compacted');
  cpSync(folder, compacted, { recursive: true });
  found.push({ folder: compacted, values, end });
  log.close();
  return found;
}

it('leaves a state that tells what the log itself would, or none, wherever a crash comes', async () => {
  const found = await crashes();
  const seen = { swap: 0, cleaned: 0, withoutState: 0, trusted: 0 };
  for (const { folder, values, end } of found) {
    const names = readdirSync(folder);
    const whole = `${folder}-whole`;
    cpSync(folder, whole, { recursive: true });
    rmSync(path.join(whole, 'log-state'), { force: true });
    const [log, anew] = [open(folder), open(whole)];
    expect(anew.recovery.readBytes).toBe(anew.sizeBytes);
    expect(lastingKnowledgeOf(log)).toEqual(lastingKnowledgeOf(anew));
    expect([latestValues(readCommitted(log)), log.logEndOffset]).toEqual([values, end]);
    expect(readdirSync(folder).filter((name) => /\.(cleaned|swap)$/.test(name))).toEqual([]);
    for (const name of names) {
      if (name.endsWith('.swap')) seen.swap += 1;
      if (name.endsWith('.cleaned')) seen.cleaned += 1;
    }
    if (!names.includes('log-state')) seen.withoutState += 1;
    if (log.recovery.readBytes < log.sizeBytes) seen.trusted += 1;
    for (const opened of [log, anew]) compactFully(opened, nowMs + 2000);
    expect(lastingKnowledgeOf(log)).toEqual(lastingKnowledgeOf(anew));
    expect(latestValues(readCommitted(log))).toEqual(values);
    for (const opened of [log, anew]) opened.close();
    expect(existsSync(path.join(folder, 'log-state'))).toBe(true);
    rmSync(folder, { recursive: true });
    rmSync(whole, { recursive: true });
  }
  expect(Object.values(seen).every((count) => count > 3)).toBe(true);
});

/** Damages the last batch of a log's first segment, which compaction may have written: the log is cut there, and goes on in that segment. */
function damageFirstSegment(folder: string): void {
  const [first = ''] = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort();
  const bytes = readFileSync(path.join(folder, first));
  bytes[bytes.length - 1] = ~(bytes.at(-1) ?? 0);
  writeFileSync(path.join(folder, first), bytes);
}

it('takes no gap that compaction left for damage, where a cut has made a compacted segment the last', async () => {
  const found = await crashes();
  const stateBefore = readFileSync(path.join(found[0]?.folder ?? '', 'log-state'));
  let withGaps = 0;
  for (const { folder, values, end } of found) {
    // As from a copy that somebody made before. The log finishes what the crash left.
    writeFileSync(path.join(folder, 'log-state'), stateBefore);
    const mended = open(folder);
    expect([latestValues(readCommitted(mended)), mended.logEndOffset]).toEqual([values, end]);
    mended.close();
    rmSync(path.join(folder, 'log-state'));
    damageFirstSegment(folder);
    const cuts: bigint[] = [];
    const log = open(folder, ({ offset }) => cuts.push(offset));
    expect(cuts).toEqual([log.logEndOffset]);
    log.append(keyedBatch([{ key: 'after the cut', value: 'x' }], nowMs), {
      produceVersion: 9,
      leaderEpoch: 4,
      nowMs,
    });
    const records = readCommitted(log);
    if (records.length < log.logEndOffset - log.logStartOffset) withGaps += 1;
    log.close();
    // Another crash, before the state is written.
    rmSync(path.join(folder, 'log-state'));
    const again = open(folder);
    expect(readCommitted(again)).toEqual(records);
    again.close();
    rmSync(folder, { recursive: true });
  }
  expect(withGaps).toBeGreaterThan(3);
});
