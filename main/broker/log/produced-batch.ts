import {
  type BatchHeader,
  type BatchRecord,
  crc32c,
  decodeRecords,
  readBatchHeader,
  recordBatchOverheadBytes,
} from '../../wire/index.ts';
import { decompress } from './compaction/batch-compression.ts';

/** What a topic's configuration says about its log. */
export interface LogSettings {
  /** `max.message.bytes`: of one batch, as it is stored. */
  maxMessageBytes: number;
  /** `message.timestamp.type` */
  timestampType: 'CreateTime' | 'LogAppendTime';
  /** `message.timestamp.before.max.ms` */
  timestampBeforeMaxMs: bigint;
  /** `message.timestamp.after.max.ms` */
  timestampAfterMaxMs: bigint;
  /** `segment.bytes` */
  segmentBytes: number;
  /** `segment.ms`: between the timestamps of a segment's first batch and its last. */
  segmentMs: bigint;
  /** `cleanup.policy` has `delete`: what is too old or too much goes. */
  deletesOldRecords: boolean;
  /** `cleanup.policy` has `compact`: of each key the latest record stays; a record must have a key. */
  compacts: boolean;
  /** `min.cleanable.dirty.ratio` */
  minCleanableDirtyRatio: number;
  /** `min.compaction.lag.ms` */
  minCompactionLagMs: bigint;
  /** `max.compaction.lag.ms` */
  maxCompactionLagMs: bigint;
  /** `delete.retention.ms`: how long a tombstone can be seen once it was compacted. */
  deleteRetentionMs: bigint;
  /** `retention.ms`; -1 keeps records however old they are. */
  retentionMs: bigint;
  /** `retention.bytes`; -1 keeps them however many they are. */
  retentionBytes: bigint;
}

export type BatchError =
  'CORRUPT_MESSAGE' | 'INVALID_RECORD' | 'INVALID_TIMESTAMP' | 'MESSAGE_TOO_LARGE' | 'UNSUPPORTED_COMPRESSION_TYPE';

export interface BatchRefusal {
  error: BatchError;
  message: string;
  /** Which records of the batch are to blame, where that can be known without decoding them. */
  recordErrors: { batchIndex: number; message: string }[];
}

/** zstd came with Produce v7 (KIP-110): an older client could not read it back. */
const firstProduceVersionWithZstd = 7;
const zstdCodec = 4;
const magicPosition = 16;
/** Of the formats before magic 2: offset, size, checksum, magic and attributes, and the lengths of key and value. */
const smallestBatchBytes = 26;

/**
 * Checks what a producer sent for one partition, as a Kafka broker does before it appends: one whole batch of magic 2,
 * with the right checksum, no larger than the topic allows, and a header that agrees with itself. Records stay undecoded.
 */
export function checkProducedBatch(
  records: Uint8Array | null,
  settings: LogSettings,
  produceVersion: number,
  nowMs: number,
): { header: BatchHeader; batch: Uint8Array } | BatchRefusal {
  if (records === null || records.length === 0) {
    return refuse(
      'INVALID_RECORD',
      `Produce requests with version ${produceVersion} must have at least one record batch per partition`,
    );
  }
  const header = readProducedHeader(records, produceVersion);
  if ('error' in header) return header;
  if (header.compression === zstdCodec && produceVersion < firstProduceVersionWithZstd) {
    return refuse(
      'UNSUPPORTED_COMPRESSION_TYPE',
      `Produce requests with version ${produceVersion} are not allowed to use ZStandard compression`,
    );
  }
  if (header.compression > zstdCodec) {
    return refuse('UNSUPPORTED_COMPRESSION_TYPE', `Unknown compression type id: ${header.compression}`);
  }
  if (header.baseOffset !== 0n) {
    return refuse(
      'INVALID_RECORD',
      `The baseOffset of the record batch in the append should be 0, but it is ${header.baseOffset}`,
    );
  }
  if (header.sizeBytes > settings.maxMessageBytes) {
    return refuse(
      'MESSAGE_TOO_LARGE',
      `The record batch size in the append is ${header.sizeBytes} bytes which exceeds the maximum configured value of ${settings.maxMessageBytes}`,
    );
  }
  if (crc32c(records.subarray(21, header.sizeBytes)) !== header.crc) {
    return refuse('CORRUPT_MESSAGE', 'The checksum of the record batch does not match its contents');
  }
  return (
    checkHeader(header) ??
    checkTimestamps(header, settings, nowMs) ??
    (settings.compacts ? checkKeys(records, header) : undefined) ?? {
      header,
      batch: records.subarray(0, header.sizeBytes),
    }
  );
}

/** Whether a producer's batch says that it belongs to a transaction; nothing else of it is looked at. */
export function isTransactionalBatch(records: Uint8Array | null): boolean {
  if (records === null || records.length < recordBatchOverheadBytes || records[magicPosition] !== 2) return false;
  return readBatchHeader(records, 0).isTransactional;
}

function readProducedHeader(records: Uint8Array, produceVersion: number): BatchHeader | BatchRefusal {
  const magic = records[magicPosition];
  if (magic !== undefined && batchBytes(records) < smallestBatchBytes) {
    return refuse('CORRUPT_MESSAGE', `The record batch claims ${batchBytes(records)} bytes, fewer than any batch has`);
  }
  if (magic === undefined || magic < 2) {
    return refuse(
      'INVALID_RECORD',
      `Produce requests with version ${produceVersion} are only allowed to contain record batches with magic version 2`,
    );
  }
  if (magic > 2) return refuse('CORRUPT_MESSAGE', `Invalid magic found in record: ${magic}`);
  if (records.length < recordBatchOverheadBytes) return refuse('INVALID_RECORD', 'The record batch is cut short');
  const header = readBatchHeader(records, 0);
  if (header.sizeBytes < recordBatchOverheadBytes) {
    return refuse('CORRUPT_MESSAGE', `The record batch claims ${header.sizeBytes} bytes, fewer than its header has`);
  }
  if (header.sizeBytes > records.length) return refuse('INVALID_RECORD', 'The record batch is cut short');
  const rest = records.subarray(header.sizeBytes);
  // A piece of a further batch is passed over, as in Kafka; a whole one is refused.
  if (rest.length >= recordBatchOverheadBytes && readBatchHeader(rest, 0).sizeBytes <= rest.length) {
    return refuse(
      'INVALID_RECORD',
      `Produce requests with version ${produceVersion} are only allowed to contain exactly one record batch per partition`,
    );
  }
  return header;
}

/** What a batch of any format says of its own size. */
function batchBytes(records: Uint8Array): number {
  return new DataView(records.buffer, records.byteOffset, records.byteLength).getInt32(8) + 12;
}

function checkHeader(header: BatchHeader): BatchRefusal | undefined {
  if (header.isControl) return refuse('INVALID_RECORD', 'Clients are not allowed to write control records');
  if (header.recordCount <= 0 || header.lastOffsetDelta + 1 !== header.recordCount) {
    return refuse(
      'INVALID_RECORD',
      `The record batch has ${header.recordCount} records, and its last offset delta is ${header.lastOffsetDelta}`,
    );
  }
  if (header.producerId >= 0n && header.baseSequence < 0) {
    return refuse(
      'INVALID_RECORD',
      `Invalid sequence number ${header.baseSequence} in record batch with producerId ${header.producerId}`,
    );
  }
  if (header.producerId < 0n && header.isTransactional) {
    return refuse('INVALID_RECORD', 'A transactional record batch has no producer id');
  }
  return undefined;
}

function checkTimestamps(header: BatchHeader, settings: LogSettings, nowMs: number): BatchRefusal | undefined {
  if (settings.timestampType === 'LogAppendTime' || header.maxTimestamp === -1n) return undefined;
  const tooEarly = BigInt(nowMs) - header.baseTimestamp > settings.timestampBeforeMaxMs;
  const tooLate = header.maxTimestamp - BigInt(nowMs) > settings.timestampAfterMaxMs;
  if (!tooEarly && !tooLate) return undefined;
  const timestamp = tooEarly ? header.baseTimestamp : header.maxTimestamp;
  const refusal = refuse('INVALID_TIMESTAMP', 'One or more records have been rejected due to invalid timestamp');
  if (tooEarly || header.recordCount === 1) {
    refusal.recordErrors.push({ batchIndex: 0, message: `Timestamp ${timestamp} of the record is out of range` });
  }
  return refusal;
}

/** Only here are a producer's records decoded: a compacted topic has no place for a record without a key. */
function checkKeys(batch: Uint8Array, header: BatchHeader): BatchRefusal | undefined {
  let records: BatchRecord[];
  try {
    records = decodeRecords(batch, header, decompress);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse('INVALID_RECORD', `The records of a compacted topic must be readable: ${reason}`);
  }
  const recordErrors = records.flatMap(({ key }, batchIndex) =>
    key === null ? [{ batchIndex, message: 'Compacted topic cannot accept message without key.' }] : [],
  );
  if (recordErrors.length === 0) return undefined;
  const message = `One or more records have been rejected due to ${recordErrors.length} record errors in total`;
  return { error: 'INVALID_RECORD', message, recordErrors };
}

function refuse(error: BatchError, message: string): BatchRefusal {
  return { error, message, recordErrors: [] };
}
