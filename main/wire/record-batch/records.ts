import { Buffer } from 'node:buffer';
import { WireReader } from '../primitives/wire-reader.ts';
import { WireWriter } from '../primitives/wire-writer.ts';
import { wireFault } from '../wire-fault.ts';
import { batchAttribute, batchField, type BatchHeader, recordBatchOverheadBytes } from './batch-header.ts';
import { crc32c } from './crc32c.ts';

export interface RecordHeader {
  key: string;
  value: Uint8Array | null;
}

/** One record of a batch. */
export interface BatchRecord {
  offset: bigint;
  /** Milliseconds since the Unix epoch: the record's own, or the batch's where that has log-append time. */
  timestamp: bigint;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: RecordHeader[];
}

export type RecordPlace = Pick<BatchRecord, 'offset' | 'timestamp'>;

/** Undoes a compression; `compression` is the number in the batch's attributes, never 0. */
export type Decompress = (compressed: Uint8Array, compression: number) => Uint8Array;

/**
 * The records of a batch that was checked. Keys and values are views of the batch, or of what `decompress` gave.
 * @throws WireFault where the inner structure is wrong
 */
export function decodeRecords(batch: Uint8Array, header: BatchHeader, decompress: Decompress): BatchRecord[] {
  const body = batch.subarray(recordBatchOverheadBytes, header.sizeBytes);
  const reader = new WireReader(header.compression === 0 ? body : decompress(body, header.compression));
  // A record takes seven bytes at least, so a claimed count is bounded by what is there.
  if (header.recordCount < 0 || header.recordCount > reader.remaining) {
    throw wireFault('corrupt-batch', `the batch claims ${header.recordCount} records`);
  }
  const decoded: BatchRecord[] = [];
  for (let index = 0; index < header.recordCount; index += 1) decoded.push(decodeRecord(reader, header));
  if (reader.remaining > 0) throw wireFault('corrupt-batch', `${reader.remaining} bytes follow the last record`);
  return decoded;
}

function decodeRecord(reader: WireReader, header: BatchHeader): BatchRecord {
  const byteLength = reader.varint();
  if (byteLength < 0 || byteLength > reader.remaining) {
    throw wireFault('corrupt-batch', `a record claims ${byteLength} bytes, ${reader.remaining} are left`);
  }
  const end = reader.position + byteLength;
  // Attributes of a record: no bit is in use.
  reader.int8();
  const timestampDelta = reader.varlong();
  const offset = header.baseOffset + BigInt(reader.varint());
  const key = nullableBytes(reader);
  const value = nullableBytes(reader);
  const headers = decodeHeaders(reader);
  if (reader.position !== end) throw wireFault('corrupt-batch', `a record is not as long as it says`);
  const timestamp =
    header.timestampType === 'LogAppendTime' ? header.maxTimestamp : header.baseTimestamp + timestampDelta;
  return { offset, timestamp, key, value, headers };
}

function decodeHeaders(reader: WireReader): RecordHeader[] {
  const count = reader.varint();
  if (count < 0 || count > reader.remaining) throw wireFault('corrupt-batch', `a record claims ${count} headers`);
  const headers: RecordHeader[] = [];
  for (let index = 0; index < count; index += 1) {
    const keyByteLength = reader.varint();
    if (keyByteLength < 0) throw wireFault('corrupt-batch', 'a header has no key');
    headers.push({ key: reader.text(keyByteLength), value: nullableBytes(reader) });
  }
  return headers;
}

function nullableBytes(reader: WireReader): Uint8Array | null {
  const byteLength = reader.varint();
  if (byteLength < -1) throw wireFault('corrupt-batch', `a length is ${byteLength}`);
  return byteLength === -1 ? null : reader.bytes(byteLength);
}

/** What a batch is built from, besides its records. */
export interface BatchSettings {
  partitionLeaderEpoch?: number;
  compression?: { id: number; compress: (raw: Uint8Array) => Uint8Array };
  /** Present: log-append time, the same for all records. */
  logAppendTimestamp?: bigint;
  producerId?: bigint;
  producerEpoch?: number;
  baseSequence?: number;
  isTransactional?: boolean;
  isControl?: boolean;
}

/** Builds a batch of one record or more; offsets ascend from the first one's, which becomes the base offset. */
export function buildBatch(batchRecords: readonly BatchRecord[], settings: BatchSettings = {}): Uint8Array {
  const first = batchRecords[0];
  const last = batchRecords.at(-1);
  if (first === undefined || last === undefined) throw wireFault('invalid-value', 'a batch has one record or more');
  const raw = encodeRecords(batchRecords, first);
  const { compression } = settings;
  const body = compression === undefined ? raw : compression.compress(raw);
  const batch = new Uint8Array(recordBatchOverheadBytes + body.byteLength);
  batch.set(body, recordBatchOverheadBytes);

  const view = new DataView(batch.buffer);
  const maxTimestamp = batchRecords.reduce((max, { timestamp }) => (timestamp > max ? timestamp : max), -1n);
  view.setBigInt64(batchField.baseOffset, first.offset);
  view.setInt32(batchField.batchLength, batch.byteLength - batchField.partitionLeaderEpoch);
  view.setInt32(batchField.partitionLeaderEpoch, settings.partitionLeaderEpoch ?? -1);
  view.setInt8(batchField.magic, 2);
  view.setInt16(batchField.attributes, attributesOf(settings));
  view.setInt32(batchField.lastOffsetDelta, Number(last.offset - first.offset));
  view.setBigInt64(batchField.baseTimestamp, first.timestamp);
  view.setBigInt64(batchField.maxTimestamp, settings.logAppendTimestamp ?? maxTimestamp);
  view.setBigInt64(batchField.producerId, settings.producerId ?? -1n);
  view.setInt16(batchField.producerEpoch, settings.producerEpoch ?? -1);
  view.setInt32(batchField.baseSequence, settings.baseSequence ?? -1);
  view.setInt32(batchField.recordCount, batchRecords.length);
  view.setUint32(batchField.crc, crc32c(batch.subarray(batchField.attributes)));
  return batch;
}

function attributesOf(settings: BatchSettings): number {
  return (
    (settings.compression?.id ?? 0) |
    (settings.logAppendTimestamp === undefined ? 0 : batchAttribute.logAppendTime) |
    (settings.isTransactional ? batchAttribute.transactional : 0) |
    (settings.isControl ? batchAttribute.control : 0)
  );
}

/** The records as they stand in a batch, before compression; offsets and timestamps count from `base`. */
export function encodeRecords(batchRecords: readonly BatchRecord[], base: RecordPlace): Uint8Array {
  const whole = new WireWriter();
  const single = new WireWriter();
  for (const record of batchRecords) {
    encodeRecord(single, record, base);
    const encoded = single.takeBytes();
    whole.varint(encoded.byteLength);
    whole.bytes(encoded);
  }
  return whole.takeBytes();
}

function encodeRecord(writer: WireWriter, record: BatchRecord, base: RecordPlace): void {
  writer.int8(0);
  writer.varlong(record.timestamp - base.timestamp);
  writer.varint(Number(record.offset - base.offset));
  writeNullableBytes(writer, record.key);
  writeNullableBytes(writer, record.value);
  writer.varint(record.headers.length);
  for (const { key, value } of record.headers) {
    const keyByteLength = Buffer.byteLength(key);
    writer.varint(keyByteLength);
    writer.text(key, keyByteLength);
    writeNullableBytes(writer, value);
  }
}

function writeNullableBytes(writer: WireWriter, value: Uint8Array | null): void {
  writer.varint(value === null ? -1 : value.byteLength);
  if (value !== null) writer.bytes(value);
}
