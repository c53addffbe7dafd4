import { type BatchRecord, decodeRecords, deleteHorizonMsOf, rebuildBatch } from '../../../wire/index.ts';
import type { StoredBatch } from '../batch-scan.ts';
import type { LastOfProducer } from '../producer-states.ts';
import { readMarker } from '../transaction-marker.ts';
import { decompress, recompression } from './batch-compression.ts';
import { type CleanedTransactions, lastOffsetOf } from './cleaned-transactions.ts';
import type { KeyOffsets } from './key-offsets.ts';

/** What decides what becomes of a batch. */
export interface Cleaning {
  keyOffsets: KeyOffsets;
  /** `keyOffsets` knows all records before it. */
  mappedEndOffset: bigint;
  /** Where the cleaning ends: the last batch before it stays, if without records, so that offsets go on. */
  endOffset: bigint;
  transactions: CleanedTransactions;
  lastOfProducers: ReadonlyMap<bigint, LastOfProducer>;
  nowMs: number;
  deleteRetentionMs: bigint;
}

/**
 * What a cleaned log has in place of a batch: the very same bytes, a batch with fewer records, or nothing.
 * A record stays if it is the latest of its key that wasn't aborted. A tombstone that stays goes once it could be
 * seen for `delete.retention.ms`, and so does a marker whose transaction has no batch left (KIP-534). The last batch of each
 * producer stays, if without records, for its sequence numbers; so does its last marker, for its epoch. A batch that can't
 * be decoded stays as it is.
 */
export function cleanBatch(stored: StoredBatch, cleaning: Cleaning): Uint8Array | undefined {
  return stored.header.isControl ? cleanMarker(stored, cleaning) : cleanRecords(stored, cleaning);
}

function cleanMarker(stored: StoredBatch, cleaning: Cleaning): Uint8Array | undefined {
  const { header, bytes } = stored;
  const marker = readMarker(bytes, header);
  if (!marker || !cleaning.transactions.seesMarker(header, marker)) return bytes;
  const horizonMs = deleteHorizonMsOf(header);
  if (horizonMs === undefined) {
    const records = decodeRecords(bytes, header, decompress);
    return rebuildBatch(header, { records, deleteHorizonMs: BigInt(cleaning.nowMs) + cleaning.deleteRetentionMs });
  }
  return BigInt(cleaning.nowMs) < horizonMs || keepsItsPlace(stored, cleaning) ? bytes : undefined;
}

function cleanRecords(stored: StoredBatch, cleaning: Cleaning): Uint8Array | undefined {
  const { header, bytes } = stored;
  const wasAborted = cleaning.transactions.seesBatch(header);
  const nothing = () => {
    if (!keepsItsPlace(stored, cleaning)) return undefined;
    return header.recordCount === 0 ? bytes : rebuildBatch(header, { records: [] });
  };
  if (wasAborted || header.recordCount === 0) return nothing();
  if (header.baseOffset >= cleaning.mappedEndOffset) return bytes;
  const records = decodedRecords(stored);
  if (!records) return bytes;
  const horizonMs = deleteHorizonMsOf(header);
  const keepsTombstones = horizonMs === undefined || BigInt(cleaning.nowMs) < horizonMs;
  const kept = records.filter((record) => {
    if (record.offset >= cleaning.mappedEndOffset) return true;
    if (!record.key || cleaning.keyOffsets.get(record.key) > record.offset) return false;
    return record.value !== null || keepsTombstones;
  });
  if (kept.length === 0) return nothing();
  const beginsToWait =
    horizonMs === undefined &&
    lastOffsetOf(header) < cleaning.mappedEndOffset &&
    kept.some(({ value }) => value === null);
  if (kept.length === records.length && !beginsToWait) return bytes;
  return rebuildBatch(header, {
    records: kept,
    deleteHorizonMs: beginsToWait ? BigInt(cleaning.nowMs) + cleaning.deleteRetentionMs : horizonMs,
    compression: recompression(header.compression),
  });
}

/** Of a batch that was checked when it was appended; undefined where its records can't be told apart. */
export function decodedRecords({ header, bytes }: StoredBatch): BatchRecord[] | undefined {
  try {
    return decodeRecords(bytes, header, decompress);
  } catch {
    return undefined;
  }
}

function keepsItsPlace({ header }: StoredBatch, { endOffset, lastOfProducers }: Cleaning): boolean {
  const lastOffset = lastOffsetOf(header);
  if (lastOffset + 1n === endOffset) return true;
  const last = header.producerId >= 0n ? lastOfProducers.get(header.producerId) : undefined;
  if (!last) return false;
  if (last.lastDataOffset !== undefined) return last.lastDataOffset === lastOffset;
  return header.isControl && last.epoch === header.producerEpoch;
}
