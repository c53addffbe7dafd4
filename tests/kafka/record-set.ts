import { expect } from 'vitest';

import type { ConsumedRecord, RecordToProduce } from './clients/record-line.ts';

/** Partitions of each topic under test. */
export const partitionCount = 4;
/** Keys are fewer than records, so that each key has an order to keep. */
const keyCount = 97;
/** Every so many records one is a tombstone. */
const tombstoneEvery = 250;

/** Keyed records with headers, each different: repeatable, of different sizes, beyond ASCII, tombstones among them. */
export function makeRecords(count: number, fixedHeaders?: Readonly<Record<string, string>>): RecordToProduce[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `clé-${index % keyCount}`,
    value: index % tombstoneEvery === 0 ? null : JSON.stringify({ index, text: 'añ→🚚'.repeat(index % 13) }),
    headers: { ...(fixedHeaders ?? { index: String(index), source: `Ünit ${index % 7}` }) },
  }));
}

/**
 * Holds what was consumed from one topic against what one producer sent to it: every partition whole from offset 0
 * without gap or repetition, each record with its key, value and headers, each key in one partition and in the order in
 * which it was sent. `consumed` stands in the order of arrival, also over several runs of a consumer, so that a record
 * delivered twice shows as a repetition.
 */
export function expectWholeTopic(consumed: readonly ConsumedRecord[], sent: readonly RecordToProduce[]): void {
  expect(consumed).toHaveLength(sent.length);
  const byPartition = Map.groupBy(consumed, (record) => record.partition);
  expect([...byPartition.keys()].toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: partitionCount }, (_, index) => index),
  );
  for (const records of byPartition.values()) {
    expect(records.map((record) => record.offset)).toEqual(records.map((_, index) => String(index)));
  }
  expect(contentsByKey(consumed)).toEqual(contentsByKey(sent));
  const partitionsByKey = Map.groupBy(consumed, (record) => record.key);
  for (const [key, records] of partitionsByKey) {
    expect(new Set(records.map((record) => record.partition)), `partitions of ${key}`).toHaveLength(1);
  }
}

/** Values and headers in the order of each key, tombstones included. */
function contentsByKey(records: readonly RecordToProduce[]): Record<string, unknown[]> {
  const contents: Record<string, unknown[]> = {};
  for (const { key, value, headers } of records) (contents[key] ??= []).push({ value, headers });
  return contents;
}
