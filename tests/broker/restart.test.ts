import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigResourceTypes, type Consumer, Kafka, logLevel, type Message, Partitioners } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrokerProcess, startBrokerProcess } from '../support/broker-process.ts';

let folder: string;
let broker: BrokerProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'broker-restart-'));
});
afterEach(async () => {
  await broker?.kill();
  await rm(folder, { recursive: true });
});

function kafkaOf({ bootstrap }: BrokerProcess): Kafka {
  return new Kafka({ brokers: [bootstrap], clientId: 'restart', logLevel: logLevel.NOTHING });
}

async function start(port = 0): Promise<BrokerProcess> {
  broker = await startBrokerProcess({ dataDirectory: folder, port });
  return broker;
}

async function produce(to: BrokerProcess, topic: string, messages: Message[]): Promise<void> {
  const producer = kafkaOf(to).producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true });
  await producer.connect();
  await producer.send({ topic, acks: -1, messages });
  await producer.disconnect();
}

function numbered(from: number, count: number): Message[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `key ${from + index}`,
    value: `value ${from + index}`,
    partition: 0,
  }));
}

/** What a group reads until it has so many records; they are committed before it leaves. */
async function consume(from: BrokerProcess, groupId: string, topic: string, count: number): Promise<string[]> {
  const values: string[] = [];
  const consumer: Consumer = kafkaOf(from).consumer({ groupId, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          for (const { value } of batch.messages) values.push(value?.toString() ?? '');
          const next = (BigInt(batch.lastOffset()) + 1n).toString();
          await consumer.commitOffsets([{ topic, partition: batch.partition, offset: next }]);
          if (values.length >= count) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return values;
}

const valuesFrom = (from: number, count: number) => numbered(from, count).map(({ value }) => value);

describe.each([
  ['after a clean stop', [], (running: BrokerProcess) => running.stop()],
  [
    'after kill -9',
    [expect.stringMatching(/did not end in good order: 3 partitions were opened .* nothing was cut$/)],
    (running: BrokerProcess) => running.kill(),
  ],
])('a broker with a folder %s', (_name, logged, end) => {
  it('has its topics, records and committed offsets again, and goes on', async () => {
    const first = await start();
    const admin = kafkaOf(first).admin();
    await admin.connect();
    const configEntries = [{ name: 'retention.ms', value: '123456' }];
    await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 3, configEntries }, { topic: 'gone' }] });
    await admin.deleteTopics({ topics: ['gone'] });
    const clusterBefore = await admin.describeCluster();
    await admin.disconnect();
    await produce(first, 'orders', numbered(0, 100));
    expect(await consume(first, 'billing', 'orders', 100)).toEqual(valuesFrom(0, 100));
    await produce(first, 'orders', numbered(100, 50));
    await end(first);

    const second = await start(first.port);
    expect(second.bootstrap).toBe(first.bootstrap);
    expect(second.logged).toEqual(logged);
    const adminAfter = kafkaOf(second).admin();
    await adminAfter.connect();
    expect(await adminAfter.listTopics()).toEqual(['orders']);
    expect((await adminAfter.describeCluster()).clusterId).toBe(clusterBefore.clusterId);
    const { topics } = await adminAfter.fetchTopicMetadata({ topics: ['orders'] });
    expect(topics[0]?.partitions).toHaveLength(3);
    const { resources } = await adminAfter.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: 'orders', configNames: ['retention.ms'] }],
    });
    expect(resources[0]?.configEntries[0]?.configValue).toBe('123456');
    expect(await adminAfter.fetchOffsets({ groupId: 'billing', topics: ['orders'] })).toMatchObject([
      {
        topic: 'orders',
        partitions: expect.arrayContaining([expect.objectContaining({ partition: 0, offset: '100' })]),
      },
    ]);
    await adminAfter.disconnect();
    expect(await consume(second, 'billing', 'orders', 50)).toEqual(valuesFrom(100, 50));
    await produce(second, 'orders', numbered(150, 10));
    expect(await consume(second, 'archive', 'orders', 160)).toEqual(valuesFrom(0, 160));
  });
});

it('keeps every record that it acknowledged, when it is killed amid a stream of them', async () => {
  const first = await start();
  const producer = kafkaOf(first).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
  });
  await producer.connect();
  const acknowledged: string[] = [];
  let killed: Promise<unknown> | undefined;
  try {
    for (let index = 0; ; index += 1) {
      const value = `value ${index}`;
      await producer.send({ topic: 'stream', acks: -1, messages: [{ value, partition: 0 }] });
      acknowledged.push(value);
      if (index === 200) killed = first.kill();
    }
  } catch {
    await killed;
  }
  await producer.disconnect();
  expect(acknowledged.length).toBeGreaterThan(200);
  const second = await start();
  const read = await consume(second, 'check', 'stream', acknowledged.length);
  // One more may have been written and not been acknowledged.
  expect(read.slice(0, acknowledged.length)).toEqual(acknowledged);
});

it('is refused a folder that another broker has open, or that another node kept', async () => {
  const first = await start();
  await expect(startBrokerProcess({ dataDirectory: folder })).rejects.toThrow('data-in-use');
  await first.stop();
  await expect(startBrokerProcess({ dataDirectory: folder, nodeId: 2 })).rejects.toThrow('data-of-other-node');
  await start();
});
