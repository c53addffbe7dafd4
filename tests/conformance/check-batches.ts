import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { compressionCodec } from '../../main/compression/index.ts';
import {
  type BatchHeader,
  type BatchRecord,
  buildBatch,
  checkBatch,
  decodeRecords,
  patchBatchOffsets,
} from '../../main/wire/index.ts';
import type { Verdict } from './verdict.ts';

const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

const vectorSchema = z.object({
  compression: z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']),
  baseOffset: z.string(),
  lastOffset: z.string(),
  partitionLeaderEpoch: z.number(),
  crc: z.number(),
  timestampType: z.string(),
  maxTimestamp: z.string(),
  producerId: z.string(),
  producerEpoch: z.number(),
  baseSequence: z.number(),
  isTransactional: z.boolean(),
  isControl: z.boolean(),
  records: z.array(
    z.object({
      offset: z.string(),
      timestamp: z.string(),
      keyHex: z.string().nullable(),
      valueHex: z.string().nullable(),
      headers: z.array(z.object({ key: z.string(), valueHex: z.string().nullable() })),
    }),
  ),
  hex: z.string(),
});
type Vector = z.infer<typeof vectorSchema>;

/** Holds our record batches against one of Kafka's, both ways. */
export function checkBatchVector(line: string): Verdict {
  const vector = vectorSchema.parse(JSON.parse(line));
  const what = `${vector.compression} batch at ${vector.baseOffset}`;
  try {
    const problem = compare(vector);
    return problem === undefined ? { kind: 'passed' } : { kind: 'failed', what, problem };
  } catch (error) {
    return { kind: 'failed', what, problem: String(error) };
  }
}

function compare(vector: Vector): string | undefined {
  const batch = new Uint8Array(Buffer.from(vector.hex, 'hex'));
  const header = checkBatch(batch);
  const decoded = decode(batch, header);
  const form = toVectorForm(header, decoded);
  const { hex, ...expected } = vector;
  if (!isDeepStrictEqual(form, expected)) {
    return `decoded ${JSON.stringify(form)}, expected ${JSON.stringify(expected)}`;
  }
  return compareRebuilt(vector, header) ?? comparePatched(batch, header, decoded) ?? compareDamaged(hex);
}

function decode(batch: Uint8Array, header: BatchHeader): BatchRecord[] {
  return decodeRecords(batch, header, (bytes, compression) => compressionCodec(compression).decompress(bytes));
}

function toVectorForm(header: BatchHeader, decoded: readonly BatchRecord[]): Omit<Vector, 'hex'> {
  return {
    compression: vectorSchema.shape.compression.parse(compressions[header.compression]),
    baseOffset: String(header.baseOffset),
    lastOffset: String(header.baseOffset + BigInt(header.lastOffsetDelta)),
    partitionLeaderEpoch: header.partitionLeaderEpoch,
    crc: header.crc,
    timestampType: header.timestampType,
    maxTimestamp: String(header.maxTimestamp),
    producerId: String(header.producerId),
    producerEpoch: header.producerEpoch,
    baseSequence: header.baseSequence,
    isTransactional: header.isTransactional,
    isControl: header.isControl,
    records: decoded.map(({ offset, timestamp, key, value, headers }) => ({
      offset: String(offset),
      timestamp: String(timestamp),
      keyHex: toHex(key),
      valueHex: toHex(value),
      headers: headers.map((each) => ({ key: each.key, valueHex: toHex(each.value) })),
    })),
  };
}

/**
 * The batch built anew from its contents: byte for byte where nothing is compressed (compressors differ) and the records'
 * own timestamps are told (under log-append time the vector has only the batch's); equal once decoded in any case.
 */
function compareRebuilt(vector: Vector, header: BatchHeader): string | undefined {
  const isLogAppendTime = vector.timestampType === 'LogAppendTime';
  const rebuilt = buildBatch(
    vector.records.map((record) => ({
      offset: BigInt(record.offset),
      timestamp: BigInt(record.timestamp),
      key: fromHex(record.keyHex),
      value: fromHex(record.valueHex),
      headers: record.headers.map(({ key, valueHex }) => ({ key, value: fromHex(valueHex) })),
    })),
    {
      partitionLeaderEpoch: vector.partitionLeaderEpoch,
      ...(header.compression > 0 && {
        compression: { id: header.compression, compress: (raw) => compressionCodec(header.compression).compress(raw) },
      }),
      ...(isLogAppendTime && { logAppendTimestamp: BigInt(vector.maxTimestamp) }),
      producerId: BigInt(vector.producerId),
      producerEpoch: vector.producerEpoch,
      baseSequence: vector.baseSequence,
      isTransactional: vector.isTransactional,
      isControl: vector.isControl,
    },
  );
  if (vector.compression === 'none' && !isLogAppendTime) {
    const hex = Buffer.from(rebuilt).toString('hex');
    return hex === vector.hex ? undefined : `built ${hex}, expected ${vector.hex}`;
  }
  const again = checkBatch(rebuilt);
  const { hex: _, ...expected } = vector;
  const form = { ...toVectorForm(again, decode(rebuilt, again)), crc: vector.crc };
  return isDeepStrictEqual(form, expected) ? undefined : `built anew and decoded ${JSON.stringify(form)}`;
}

/** A broker moves a batch to its place in the log: everything moves with it, and the checksum still holds. */
function comparePatched(batch: Uint8Array, header: BatchHeader, decoded: readonly BatchRecord[]): string | undefined {
  const moved = batch.slice();
  patchBatchOffsets(moved, header.baseOffset + 1000n, header.partitionLeaderEpoch + 1);
  const movedHeader = checkBatch(moved);
  if (movedHeader.partitionLeaderEpoch !== header.partitionLeaderEpoch + 1) return 'the leader epoch was not patched';
  const offsets = decode(moved, movedHeader).map(({ offset }) => offset);
  const expected = decoded.map(({ offset }) => offset + 1000n);
  return isDeepStrictEqual(offsets, expected) ? undefined : `moved to ${offsets.join()}, expected ${expected.join()}`;
}

/** One bit turned anywhere under the checksum is noticed. */
function compareDamaged(hex: string): string | undefined {
  const damaged = new Uint8Array(Buffer.from(hex, 'hex'));
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 0x40;
  try {
    checkBatch(damaged);
  } catch {
    return undefined;
  }
  return 'a damaged batch passed';
}

function toHex(value: Uint8Array | null): string | null {
  return value === null ? null : Buffer.from(value).toString('hex');
}

function fromHex(hex: string | null): Uint8Array | null {
  return hex === null ? null : new Uint8Array(Buffer.from(hex, 'hex'));
}
