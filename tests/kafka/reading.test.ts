import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CompressionName } from '../../main/clients/index.ts';
import {
  createRecordReader,
  type Isolation,
  type ReadRequest,
  type RecordReader,
  type StoredRecord,
} from '../../main/cluster/index.ts';
import { systemClock } from '../../main/engine/session/index.ts';
import {
  allRecords,
  createTopics,
  groupsOf,
  type RecordToWrite,
  textOf,
  writeRecords,
} from '../support/record-topics.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { formerKafkaVersion } from './real-kafka/install.ts';
import { type RealKafka, startRealKafka } from './real-kafka/real-kafka.ts';
import { freshName, withAdmin } from './topics.ts';

const epochMs = 1_700_000_000_000;
const codecs: readonly CompressionName[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const former = `Kafka ${formerKafkaVersion}`;
const brokers = brokersUnderTest();
const isRealTested = brokers.some(({ id }) => id === 'real');

let formerKafka: RealKafka | undefined;

beforeAll(async () => {
  if (isRealTested) formerKafka = await startRealKafka({ version: formerKafkaVersion });
});
afterAll(() => formerKafka?.stop());

const underTest = [
  ...brokers.map(({ name, id, bootstrap }) => ({ name, isReal: id === 'real', bootstrap: () => bootstrap })),
  ...(isRealTested ? [{ name: former, isReal: true, bootstrap: () => formerKafka?.bootstrap ?? '' }] : []),
];

function readerOf(bootstrap: string): RecordReader {
  const reader = createRecordReader({ connection: { brokers: [bootstrap] }, clock: systemClock });
  onTestFinished(() => reader.close());
  return reader;
}

/** Values are their indexes, times are as many seconds after the epoch; records go round the partitions. */
function numbered(topic: string, from: number, count: number): RecordToWrite[] {
  return Array.from({ length: count }, (_, index) => ({
    topic,
    partition: index % 3,
    key: `k${index % 7}`,
    value: String(from + index),
    headers: { index: String(from + index) },
    timestampMs: epochMs + (from + index) * 1000,
  }));
}

function countUp(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, index) => from + index);
}

async function valuesOf(reader: RecordReader, request: Omit<ReadRequest, 'follow'>): Promise<number[]> {
  const records = await allRecords(reader.read({ ...request, follow: false }));
  return records.map(({ value }) => Number(textOf(value))).sort((left, right) => left - right);
}

describe.each(underTest)('$name', ({ bootstrap }) => {
  it('gives records of every codec from any place on', async () => {
    const topic = freshName('positions');
    await createTopics(bootstrap(), { [topic]: 3 });
    for (const [index, compression] of codecs.entries()) {
      await writeRecords(bootstrap(), numbered(topic, index * 300, 300), { compression });
    }
    const reader = readerOf(bootstrap());
    const topics = [topic];
    expect(await valuesOf(reader, { topics, from: { type: 'beginning' } })).toEqual(countUp(0, 1500));
    expect(await valuesOf(reader, { topics, from: { type: 'newest', count: 20 } })).toEqual(countUp(1480, 1500));
    expect(await valuesOf(reader, { topics, from: { type: 'newest', count: 700 } })).toEqual(countUp(800, 1500));
    expect(await valuesOf(reader, { topics, from: { type: 'offset', offset: 490n } })).toEqual(countUp(1470, 1500));
    expect(await valuesOf(reader, { topics, from: { type: 'time', timeMs: epochMs + 1_234_500 } })).toEqual(
      countUp(1235, 1500),
    );
    expect(await valuesOf(reader, { topics, from: { type: 'now' } })).toEqual([]);
    const one = await reader.readOne({ topic, partition: 2, offset: 333n });
    expect(one && [textOf(one.value), one.headers.map(({ name, value }) => [name, textOf(value)])]).toEqual([
      '1001',
      [['index', '1001']],
    ]);
  });

  it('is followed, through a topic that is deleted and made anew', async () => {
    const topic = freshName('follow');
    await createTopics(bootstrap(), { [topic]: 1 });
    await writeRecords(
      bootstrap(),
      [1, 2, 3].map((value) => ({ topic, partition: 0, value: `old ${value}` })),
    );
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const values: string[] = [];
    const events = readerOf(bootstrap()).read({
      topics: [topic],
      from: { type: 'newest', count: 1 },
      follow: true,
      signal: ending.signal,
    });
    for await (const event of events) {
      if (event.type === 'caught-up') {
        await madeAnew(bootstrap(), topic);
        await writeRecords(bootstrap(), [{ topic, partition: 0, value: 'new' }]);
      } else {
        values.push(...event.records.map(({ value }) => textOf(value)));
      }
      if (values.at(-1) === 'new') ending.abort();
    }
    expect(values).toEqual(['old 3', 'new']);
  });
});

describe.each(underTest)('$name', ({ bootstrap }) => {
  it('keeps transactions apart', async () => {
    const topic = freshName('transactions');
    await createTopics(bootstrap(), { [topic]: 1 });
    await inTransaction(bootstrap(), topic, ['committed 1', 'committed 2'], 'commit');
    await inTransaction(bootstrap(), topic, ['aborted'], 'abort');
    await inTransaction(bootstrap(), topic, ['committed 3'], 'commit');
    const reader = readerOf(bootstrap());
    // The markers that end transactions are written after the producers were told.
    const endFor = async (isolation: Isolation) => (await reader.ranges([topic], isolation))[0]?.end;
    while ((await endFor('read-committed')) !== (await endFor('read-uncommitted'))) continue;
    const read = async (isolation: Isolation, from: ReadRequest['from'] = { type: 'beginning' }) =>
      await allRecords(reader.read({ topics: [topic], from, follow: false, isolation }));
    const texts = (records: readonly StoredRecord[]) => records.map(({ value }) => textOf(value)).sort();
    expect(texts(await read('read-committed'))).toEqual(['committed 1', 'committed 2', 'committed 3']);
    const all = await read('read-uncommitted');
    expect(texts(all)).toEqual(['aborted', 'committed 1', 'committed 2', 'committed 3']);
    // Markers and aborted records take offsets, and are no records.
    const newest = await read('read-committed', { type: 'newest', count: 2 });
    expect(texts(newest)).toEqual(['committed 2', 'committed 3']);
    const offsets = new Set(all.map(({ offset }) => offset));
    expect(await endFor('read-committed')).toBe(7n);
    for (let offset = 0n; offset < 7n; offset += 1n) {
      const one = await reader.readOne({ topic, partition: 0, offset });
      expect(one?.offset).toBe(offsets.has(offset) ? offset : undefined);
    }
  });

  it('shows what retention has left', async () => {
    const topic = freshName('deleted');
    await createTopics(bootstrap(), { [topic]: 1 });
    await writeRecords(
      bootstrap(),
      countUp(0, 10).map((index) => ({ topic, partition: 0, value: String(index) })),
    );
    await withAdmin(bootstrap(), async (admin) => {
      // Without it the client doesn't know the topic's leaders.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] });
    });
    const reader = readerOf(bootstrap());
    const topics = [topic];
    expect(await reader.ranges(topics)).toEqual([{ topic, partition: 0, start: 6n, end: 10n }]);
    expect(await valuesOf(reader, { topics, from: { type: 'beginning' } })).toEqual([6, 7, 8, 9]);
    expect(await valuesOf(reader, { topics, from: { type: 'offset', offset: 2n } })).toEqual([6, 7, 8, 9]);
    expect(await valuesOf(reader, { topics, from: { type: 'newest', count: 7 } })).toEqual([6, 7, 8, 9]);
    expect(await reader.readOne({ topic, partition: 0, offset: 5n })).toBeUndefined();
  });
});

describe.each(underTest.filter(({ isReal }) => isReal))('$name alone', ({ bootstrap }) => {
  it('is left without a group', async () => {
    const topic = freshName('groups');
    await createTopics(bootstrap(), { [topic]: 3 });
    await writeRecords(bootstrap(), numbered(topic, 0, 30));
    const before = new Set(await groupsOf(bootstrap()));
    const reader = readerOf(bootstrap());
    expect(await valuesOf(reader, { topics: [topic], from: { type: 'newest', count: 5 } })).toHaveLength(5);
    await reader.readOne({ topic, partition: 0, offset: 0n });
    // Tests that run beside this one have groups of theirs, whose names begin as all test names do.
    const groups = (await groupsOf(bootstrap())).filter((name) => !before.has(name) && !name.startsWith('test-'));
    expect(groups).toEqual([]);
  });
});

async function madeAnew(bootstrap: string, topic: string): Promise<void> {
  await withAdmin(bootstrap, async (admin) => {
    await admin.deleteTopics({ topics: [topic] });
    // Deleting takes its time, and until it is over the name is taken.
    while ((await admin.listTopics()).includes(topic)) continue;
  });
  await createTopics(bootstrap, { [topic]: 1 });
}

async function inTransaction(
  bootstrap: string,
  topic: string,
  values: readonly string[],
  end: 'commit' | 'abort',
): Promise<void> {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    transactionalId: freshName('transaction'),
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  try {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: values.map((value) => ({ value, partition: 0 })) });
    await transaction[end]();
  } finally {
    await producer.disconnect();
  }
}
