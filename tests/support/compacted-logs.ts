import { expect } from 'vitest';
import { compressionCodec } from '../../main/compression/index.ts';
import type { SegmentedLog } from '../../main/broker/log/segmented-log.ts';
import {
  buildBatch,
  type BatchRecord,
  type BatchSettings,
  checkBatches,
  decodeRecords,
} from '../../main/wire/index.ts';

/** A record as a reader gets it. */
export interface ReadRecord {
  offset: bigint;
  key: string | null;
  value: string | null;
  timestamp: bigint;
}

export interface KeyedRecord {
  key: string;
  value: string | null;
}

export function keyedBatch(
  records: readonly KeyedRecord[],
  timestampMs: number,
  settings: BatchSettings & { codec?: number } = {},
) {
  const { codec = 0, ...batchSettings } = settings;
  const encoded = records.map(({ key, value }, index) => ({
    offset: BigInt(index),
    timestamp: BigInt(timestampMs + index),
    key: Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: [{ key: 'index', value: Buffer.from(String(index)) }],
  }));
  const compression =
    codec === 0 ? undefined : { id: codec, compress: (raw: Uint8Array) => compressionCodec(codec).compress(raw) };
  return buildBatch(encoded, { ...batchSettings, ...(compression ? { compression } : {}) });
}

/** Reads a log as Java's consumer of committed records does, some bytes at a time, and holds what it gets against the rules of a log. */
export function readCommitted(log: SegmentedLog, maxBytes = 300): ReadRecord[] {
  const found: ReadRecord[] = [];
  let offset = log.logStartOffset;
  while (offset < log.lastStableOffset) {
    const bytes = log.read({ offset, maxBytes, atLeastOneBatch: true, onlyStable: true });
    if (!bytes || bytes.length === 0) throw new Error(`nothing is read at ${offset}, before ${log.lastStableOffset}`);
    const begun = log
      .abortedTransactions(offset, bytes)
      .sort((left, right) => Number(left.firstOffset - right.firstOffset));
    const aborted = new Set<bigint>();
    for (const { header, bytes: batch } of checkBatches(bytes)) {
      const lastOffset = header.baseOffset + BigInt(header.lastOffsetDelta);
      expect(lastOffset).toBeGreaterThanOrEqual(offset);
      const records = decodeRecords(batch, header, (body, codec) => compressionCodec(codec).decompress(body));
      while (begun[0] && begun[0].firstOffset <= lastOffset) aborted.add(begun.shift()?.producerId ?? -1n);
      if (header.isControl) {
        const isAbort = records[0]?.key?.[3] === 0;
        if (isAbort) aborted.delete(header.producerId);
      } else {
        const isAborted = header.isTransactional && aborted.has(header.producerId);
        const wanted = isAborted ? [] : records.filter((record) => record.offset >= offset);
        found.push(...wanted.map(asRead));
      }
      offset = lastOffset + 1n;
    }
  }
  for (const [index, record] of found.entries()) {
    const next = found[index + 1];
    if (next && next.offset <= record.offset) throw new Error(`${next.offset} comes after ${record.offset}`);
  }
  return found;
}

function text(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}

function asRead({ offset, key, value, timestamp }: BatchRecord): ReadRecord {
  return { offset, key: text(key), value: text(value), timestamp };
}

/** The latest value of each key; a tombstone is as none. */
export function latestValues(records: readonly ReadRecord[]): Record<string, string> {
  const latest: Record<string, string> = {};
  for (const { key, value } of records) {
    if (key === null) continue;
    if (value === null) delete latest[key];
    else latest[key] = value;
  }
  return latest;
}

/** Compacts as long as anything is due, and answers how many passes that took. */
export function compactFully(log: SegmentedLog, nowMs: number, mapBytes?: number): number {
  for (let passes = 0; ; passes += 1) {
    const due = log.dueCompaction(nowMs, mapBytes);
    if (!due) return passes;
    if (passes > 1000) throw new Error('compaction has no end');
    Array.from(due.run());
  }
}
