import { describe, expect, it } from 'vitest';
import { findNewest, type ReadRanges } from './find-newest.ts';
import type { PartitionRange, StoredRecord } from './types.ts';

/** By partition: offset and time of each record. */
type Topic = readonly (readonly (readonly [offset: number, timeMs: number])[])[];

function rangesOf(topic: Topic): PartitionRange[] {
  return topic.map((records, partition) => {
    const [start = 0] = records[0] ?? [];
    return { topic: 'orders', partition, start: BigInt(start), end: BigInt((records.at(-1)?.[0] ?? -1) + 1) };
  });
}

function readerOf(topic: Topic): { read: ReadRanges; readCount: () => number } {
  let count = 0;
  async function* read(ranges: readonly PartitionRange[]): AsyncGenerator<StoredRecord[]> {
    for (const { topic: name, partition, start, end } of ranges) {
      const records = (topic[partition] ?? []).filter(([offset]) => offset >= start && offset < end);
      count += records.length;
      yield records.map(([offset, timestampMs]) => ({
        topic: name,
        partition,
        offset: BigInt(offset),
        timestampMs,
        timestampType: 'create',
        key: null,
        value: null,
        headers: [],
      }));
    }
  }
  return { read, readCount: () => count };
}

async function newest(topic: Topic, count: number): Promise<(number | undefined)[]> {
  const found = await findNewest(rangesOf(topic), count, readerOf(topic).read);
  return topic.map((_, partition) => {
    const offset = found.get(`orders/${partition}`);
    return offset === undefined ? undefined : Number(offset);
  });
}

function every(count: number, timeOf: (offset: number) => number): [number, number][] {
  return Array.from({ length: count }, (_, offset) => [offset, timeOf(offset)]);
}

describe('the newest records of a topic', () => {
  it('are counted over all partitions by time', async () => {
    const topic: Topic = [every(100, (offset) => offset * 2), every(100, (offset) => offset * 2 + 1)];
    expect(await newest(topic, 10)).toEqual([95, 95]);
  });

  it('may all stand in one partition', async () => {
    const topic: Topic = [every(100, (offset) => offset), every(100, (offset) => 1000 + offset), every(3, () => 5)];
    expect(await newest(topic, 50)).toEqual([100, 50, 3]);
  });

  it('are all there are, where there are no more', async () => {
    const topic: Topic = [every(3, (offset) => offset), [], every(4, (offset) => offset)];
    expect(await newest(topic, 7)).toEqual([0, 0, 0]);
  });

  it('are counted without the gaps that compaction and control records leave', async () => {
    const sparse = every(100, (offset) => offset).map(([offset, timeMs]): [number, number] => [offset * 50, timeMs]);
    expect(await newest([sparse], 10)).toEqual([90 * 50]);
  });

  it('are found behind a record that claims to be from the future', async () => {
    const topic: Topic = [every(100, (offset) => (offset === 10 ? 9_999_999 : offset)), every(100, (offset) => offset)];
    expect(await newest(topic, 10)).toEqual([95, 95]);
  });

  it('are found without reading all of the topic', async () => {
    const topic: Topic = [every(10_000, (offset) => offset), every(10_000, (offset) => offset)];
    const { read, readCount } = readerOf(topic);
    await findNewest(rangesOf(topic), 100, read);
    expect(readCount()).toBeLessThanOrEqual(400);
  });
});
