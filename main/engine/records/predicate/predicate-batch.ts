import type { StoredRecord } from '../../../cluster/index.ts';

const mostRecords = 2000;
const mostBytes = 4 * 1024 * 1024;
/** Of a longer value the predicate sees this much, as text. */
const mostValueBytes = 4 * 1024 * 1024;

/** In `lengths`: null. */
const none = -1;

/**
 * Records of one partition on their way to the predicate's thread, all their bytes in one array: many small arrays take a
 * hundred times as long to hand over.
 */
export interface PredicateBatch {
  readonly topic: string;
  readonly partition: number;
  readonly offsets: BigInt64Array<ArrayBuffer>;
  readonly timestampsMs: Float64Array<ArrayBuffer>;
  readonly headerCounts: Int32Array<ArrayBuffer>;
  /** Of all headers of all records. */
  readonly headerNames: readonly string[];
  /** In bytes, -1 for null: a record's key, its value, its headers' values. */
  readonly lengths: Int32Array<ArrayBuffer>;
  /** By record: 1 where the value goes on. */
  readonly cuts: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A record as the predicate's thread has it. Bytes are views of the batch. */
export interface PredicateRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** The value goes on. */
  readonly isCut: boolean;
  readonly headers: readonly { readonly name: string; readonly value: Uint8Array | null }[];
}

/** The first of these records, as many as go at once: one at least. They are of one partition. */
export function packBatch(records: readonly StoredRecord[]): PredicateBatch {
  const packed = fitting(records);
  const payloads = packed.flatMap(({ key, value, headers }) => [
    key,
    value && value.subarray(0, mostValueBytes),
    ...headers.map((header) => header.value),
  ]);
  const lengths = Int32Array.from(payloads, (payload) => payload?.byteLength ?? none);
  const bytes = new Uint8Array(payloads.reduce((sum, payload) => sum + (payload?.byteLength ?? 0), 0));
  let position = 0;
  for (const payload of payloads) {
    if (!payload) continue;
    bytes.set(payload, position);
    position += payload.byteLength;
  }
  return {
    topic: packed[0]?.topic ?? '',
    partition: packed[0]?.partition ?? 0,
    offsets: BigInt64Array.from(packed, ({ offset }) => offset),
    timestampsMs: Float64Array.from(packed, ({ timestampMs }) => timestampMs),
    headerCounts: Int32Array.from(packed, ({ headers }) => headers.length),
    headerNames: packed.flatMap(({ headers }) => headers.map(({ name }) => name)),
    lengths,
    cuts: Uint8Array.from(packed, ({ value }) => (value && value.byteLength > mostValueBytes ? 1 : 0)),
    bytes,
  };
}

export function* unpackBatch(batch: PredicateBatch): Generator<PredicateRecord> {
  const { topic, partition, offsets, timestampsMs, headerCounts, headerNames, lengths, cuts, bytes } = batch;
  let nextLength = 0;
  let nextName = 0;
  let position = 0;
  const payload = (): Uint8Array | null => {
    const length = lengths[nextLength] ?? none;
    nextLength += 1;
    if (length === none) return null;
    position += length;
    return bytes.subarray(position - length, position);
  };
  for (const [index, offset] of offsets.entries()) {
    const key = payload();
    const value = payload();
    const headers = Array.from({ length: headerCounts[index] ?? 0 }, () => {
      nextName += 1;
      return { name: headerNames[nextName - 1] ?? '', value: payload() };
    });
    yield {
      topic,
      partition,
      offset,
      timestampMs: timestampsMs[index] ?? 0,
      key,
      value,
      isCut: cuts[index] === 1,
      headers,
    };
  }
}

function fitting(records: readonly StoredRecord[]): readonly StoredRecord[] {
  let bytes = 0;
  const [first] = records;
  const end = records.slice(0, mostRecords).findIndex(({ topic, partition, key, value }, index) => {
    bytes += (key?.byteLength ?? 0) + Math.min(value?.byteLength ?? 0, mostValueBytes);
    const isElsewhere = topic !== first?.topic || partition !== first.partition;
    return index > 0 && (bytes > mostBytes || isElsewhere);
  });
  return records.slice(0, end === -1 ? mostRecords : end);
}
