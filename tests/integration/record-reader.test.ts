import { describe, expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../main/broker/index.ts';
import { createRecordReader, type ReadPosition, type RecordReader } from '../../main/cluster/index.ts';
import { systemClock } from '../../main/engine/session/index.ts';
import {
  allRecords,
  brokerWith,
  createTopics,
  groupsOf,
  type RecordToWrite,
  textOf,
  writeRecords,
} from '../support/record-topics.ts';

const epochMs = 1_700_000_000_000;

function readerOf(...brokers: string[]): RecordReader {
  const reader = createRecordReader({ connection: { brokers }, clock: systemClock });
  onTestFinished(() => reader.close());
  return reader;
}

/** Values are their indexes, times are as many seconds after the epoch; records go round the partitions. */
function numbered(topic: string, count: number, partitions: number): RecordToWrite[] {
  return Array.from({ length: count }, (_, index) => ({
    topic,
    partition: index % partitions,
    value: String(index),
    timestampMs: epochMs + index * 1000,
  }));
}

async function valuesFrom(reader: RecordReader, from: ReadPosition, topics = ['orders']): Promise<number[]> {
  const records = await allRecords(reader.read({ topics, from, follow: false }));
  return records.map(({ value }) => Number(textOf(value))).sort((left, right) => left - right);
}

function countUp(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, index) => from + index);
}

describe('reading without a group', () => {
  it('begins where it is told to, and ends at what was the end', async () => {
    const { bootstrap } = await brokerWith({ orders: 3 });
    await writeRecords(bootstrap, numbered('orders', 300, 3));
    const reader = readerOf(bootstrap);
    expect(await valuesFrom(reader, { type: 'beginning' })).toEqual(countUp(0, 300));
    expect(await valuesFrom(reader, { type: 'now' })).toEqual([]);
    expect(await valuesFrom(reader, { type: 'newest', count: 20 })).toEqual(countUp(280, 300));
    expect(await valuesFrom(reader, { type: 'newest', count: 1000 })).toEqual(countUp(0, 300));
    expect(await valuesFrom(reader, { type: 'offset', offset: 90n })).toEqual(countUp(270, 300));
    expect(await valuesFrom(reader, { type: 'offset', offset: 1_000_000n })).toEqual([]);
    expect(await valuesFrom(reader, { type: 'time', timeMs: epochMs + 250_000 })).toEqual(countUp(250, 300));
    expect(await valuesFrom(reader, { type: 'time', timeMs: epochMs + 10_000_000 })).toEqual([]);
  });

  it('counts the newest of each topic, and no records that come meanwhile', async () => {
    const { bootstrap } = await brokerWith({ orders: 2, audit: 1 });
    await writeRecords(bootstrap, [...numbered('orders', 100, 2), ...numbered('audit', 3, 1)]);
    const records = await allRecords(
      readerOf(bootstrap).read({
        topics: ['orders', 'audit'],
        from: { type: 'newest', count: 5 },
        follow: false,
      }),
    );
    const byTopic = Map.groupBy(records, ({ topic }) => topic);
    expect(
      byTopic
        .get('orders')
        ?.map(({ value }) => Number(textOf(value)))
        .sort(),
    ).toEqual(countUp(95, 100));
    expect(byTopic.get('audit')).toHaveLength(3);
  });

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('reads records in %s by time', async (compression) => {
    const { bootstrap } = await brokerWith({ orders: 1 });
    await writeRecords(bootstrap, numbered('orders', 500, 1), { compression });
    const from = { type: 'time', timeMs: epochMs + 495_000 } as const;
    expect(await valuesFrom(readerOf(bootstrap), from)).toEqual(countUp(495, 500));
  });

  it('reads one partition, and one record', async () => {
    const { bootstrap } = await brokerWith({ orders: 3 });
    await writeRecords(bootstrap, numbered('orders', 30, 3));
    const reader = readerOf(bootstrap);
    const ofOne = await allRecords(
      reader.read({ topics: ['orders'], partition: 1, from: { type: 'beginning' }, follow: false }),
    );
    expect(ofOne.map(({ partition, offset }) => [partition, offset])).toEqual(
      countUp(0, 10).map((n) => [1, BigInt(n)]),
    );
    expect(textOf((await reader.readOne({ topic: 'orders', partition: 1, offset: 7n }))?.value ?? null)).toBe('22');
    expect(await reader.readOne({ topic: 'orders', partition: 1, offset: 10n })).toBeUndefined();
    await expect(reader.readOne({ topic: 'nothing', partition: 0, offset: 0n })).rejects.toMatchObject({
      code: 'topic-unknown',
    });
    await expect(reader.readOne({ topic: 'orders', partition: 9, offset: 0n })).rejects.toMatchObject({
      code: 'partition-unknown',
    });
  });

  it('follows what comes, new topics included, and ends at once when it is told to', async () => {
    const { bootstrap } = await brokerWith({ orders: 2 });
    await writeRecords(bootstrap, numbered('orders', 10, 2));
    const ending = new AbortController();
    const events = readerOf(bootstrap).read({
      topics: ['orders', 'later'],
      from: { type: 'newest', count: 1 },
      follow: true,
      missingTopics: 'wait',
      signal: ending.signal,
    });
    const told: string[] = [];
    for await (const event of events) {
      if (event.type === 'caught-up') {
        told.push('caught up');
        await writeRecords(bootstrap, [{ topic: 'orders', value: 'live' }]);
        continue;
      }
      for (const { topic, value } of event.records) told.push(`${topic} ${textOf(value)}`);
      if (told.at(-1) === 'orders live') {
        await createTopics(bootstrap, { later: 1 });
        await writeRecords(bootstrap, [{ topic: 'later', value: 'too' }]);
      }
      if (told.at(-1) === 'later too') ending.abort();
    }
    expect(told).toEqual(['orders 9', 'caught up', 'orders live', 'later too']);
  });

  it('leaves no group, and nothing committed', async () => {
    const { bootstrap } = await brokerWith({ orders: 2 });
    await writeRecords(bootstrap, numbered('orders', 10, 2));
    const reader = readerOf(bootstrap);
    await valuesFrom(reader, { type: 'newest', count: 3 });
    await reader.readOne({ topic: 'orders', partition: 0, offset: 0n });
    await reader.ranges(['orders']);
    expect(await groupsOf(bootstrap)).toEqual([]);
  });

  it('goes on with a broker that was started anew, though its topics were too', async () => {
    const first = await brokerWith({ orders: 1 });
    await writeRecords(first.bootstrap, numbered('orders', 10, 1));
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const events = readerOf(first.bootstrap).read({
      topics: ['orders'],
      from: { type: 'beginning' },
      follow: true,
      signal: ending.signal,
    });
    const values: string[] = [];
    for await (const event of events) {
      if (event.type === 'records') values.push(...event.records.map(({ value }) => textOf(value)));
      if (event.type === 'caught-up') {
        await first.close();
        const second = await startBroker({ port: first.port, autoCreateTopics: false });
        onTestFinished(() => second.close());
        await createTopics(second.bootstrap, { orders: 1 });
        await writeRecords(second.bootstrap, [{ topic: 'orders', value: 'anew' }]);
      }
      if (values.at(-1) === 'anew') ending.abort();
    }
    expect(values).toEqual([...countUp(0, 10).map(String), 'anew']);
  });

  it('says that nobody is there', async () => {
    const broker = await startBroker();
    await broker.close();
    const reader = createRecordReader({ connection: { brokers: [broker.bootstrap] }, clock: systemClock });
    await expect(reader.topics()).rejects.toMatchObject({ code: 'refused', step: 'connect', retriable: true });
  });
});
