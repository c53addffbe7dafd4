import { wireFault } from '../wire-fault.ts';
import { crc32c } from './crc32c.ts';

/** Bytes of a record batch before its records. */
export const recordBatchOverheadBytes = 61;

/** Where the fields of a batch stand. Source: https://kafka.apache.org/documentation/#recordbatch */
export const batchField = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const;

/** What the attributes' bits mean; the lowest three are the compression. */
export const batchAttribute = {
  compressionMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const;

/** The header of a record batch of magic 2. Nothing in it has been checked but that its bytes are there. */
export interface BatchHeader {
  baseOffset: bigint;
  /** Of the whole batch, from base offset to last record. */
  sizeBytes: number;
  partitionLeaderEpoch: number;
  magic: number;
  crc: number;
  attributes: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 are not defined. */
  compression: number;
  timestampType: 'CreateTime' | 'LogAppendTime';
  isTransactional: boolean;
  isControl: boolean;
  lastOffsetDelta: number;
  /** Milliseconds since the Unix epoch; -1 is none. */
  baseTimestamp: bigint;
  maxTimestamp: bigint;
  /** -1 where the producer isn't idempotent. */
  producerId: bigint;
  producerEpoch: number;
  baseSequence: number;
  recordCount: number;
}

/** The length field counts what follows it: everything but itself and the base offset. */
const bytesBeforeLengthCounts = 12;

/**
 * Reads the header of the batch at `position`.
 * @throws WireFault `truncated` where fewer than 61 bytes are there
 */
export function readBatchHeader(source: Uint8Array, position = 0): BatchHeader {
  if (source.byteLength - position < recordBatchOverheadBytes) {
    throw wireFault('truncated', `a record batch has a header of 61 bytes, ${source.byteLength - position} are there`);
  }
  const view = new DataView(source.buffer, source.byteOffset + position, recordBatchOverheadBytes);
  const attributes = view.getInt16(batchField.attributes);
  return {
    baseOffset: view.getBigInt64(batchField.baseOffset),
    sizeBytes: view.getInt32(batchField.batchLength) + bytesBeforeLengthCounts,
    partitionLeaderEpoch: view.getInt32(batchField.partitionLeaderEpoch),
    magic: view.getInt8(batchField.magic),
    crc: view.getUint32(batchField.crc),
    attributes,
    compression: attributes & batchAttribute.compressionMask,
    timestampType: attributes & batchAttribute.logAppendTime ? 'LogAppendTime' : 'CreateTime',
    isTransactional: (attributes & batchAttribute.transactional) !== 0,
    isControl: (attributes & batchAttribute.control) !== 0,
    lastOffsetDelta: view.getInt32(batchField.lastOffsetDelta),
    baseTimestamp: view.getBigInt64(batchField.baseTimestamp),
    maxTimestamp: view.getBigInt64(batchField.maxTimestamp),
    producerId: view.getBigInt64(batchField.producerId),
    producerEpoch: view.getInt16(batchField.producerEpoch),
    baseSequence: view.getInt32(batchField.baseSequence),
    recordCount: view.getInt32(batchField.recordCount),
  };
}

/**
 * The header of a batch that is whole: magic 2, a length that is there, and the right CRC-32C. Records stay undecoded.
 * @throws WireFault `truncated`, `unsupported-magic` or `corrupt-batch`
 */
export function checkBatch(source: Uint8Array, position = 0): BatchHeader {
  const header = readBatchHeader(source, position);
  if (header.magic !== 2) throw wireFault('unsupported-magic', `the record batch has magic ${header.magic}`);
  if (header.sizeBytes < recordBatchOverheadBytes) {
    throw wireFault('corrupt-batch', `the record batch says that it has ${header.sizeBytes} bytes`);
  }
  if (header.sizeBytes > source.byteLength - position) {
    throw wireFault('truncated', `the record batch has ${header.sizeBytes} bytes, fewer are there`);
  }
  const found = crc32c(source.subarray(position + batchField.attributes, position + header.sizeBytes));
  if (found !== header.crc) throw wireFault('corrupt-batch', `the checksum is ${found}, the batch says ${header.crc}`);
  return header;
}

/** The batches that stand one after the other in `source`; a last one that is cut short is left out, as in Fetch. */
export function* checkBatches(source: Uint8Array): Generator<{ header: BatchHeader; bytes: Uint8Array }> {
  let position = 0;
  while (source.byteLength - position >= recordBatchOverheadBytes) {
    const { sizeBytes } = readBatchHeader(source, position);
    if (sizeBytes > source.byteLength - position) return;
    const header = checkBatch(source, position);
    yield { header, bytes: source.subarray(position, position + sizeBytes) };
    position += sizeBytes;
  }
}

/** Gives a batch its place in the log. Neither field is under the checksum. */
export function patchBatchOffsets(batch: Uint8Array, baseOffset: bigint, partitionLeaderEpoch: number): void {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  view.setBigInt64(batchField.baseOffset, baseOffset);
  view.setInt32(batchField.partitionLeaderEpoch, partitionLeaderEpoch);
}

/**
 * Gives a batch the broker's time: consumers then take the batch's largest timestamp for every record, so that no record
 * needs touching. The checksum covers both fields and is made anew.
 */
export function stampLogAppendTime(batch: Uint8Array, timestampMs: bigint): void {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  view.setInt16(batchField.attributes, view.getInt16(batchField.attributes) | batchAttribute.logAppendTime);
  view.setBigInt64(batchField.maxTimestamp, timestampMs);
  view.setUint32(batchField.crc, crc32c(batch.subarray(batchField.attributes)));
}
