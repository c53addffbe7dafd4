import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askBroker } from '../support/ask-broker.ts';
import { type BrokerProcess, startBrokerProcess } from '../support/broker-process.ts';
import { readCommitted } from '../support/read-committed.ts';
import { TransactionClient } from '../support/transaction-client.ts';

let folder: string;
let broker: BrokerProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'broker-transactions-'));
});
afterEach(async () => {
  await broker?.kill();
  await rm(folder, { recursive: true });
});

async function start(port = 0): Promise<BrokerProcess> {
  broker = await startBrokerProcess({ dataDirectory: folder, port });
  return broker;
}

function clientOf({ bootstrap }: BrokerProcess): TransactionClient {
  return new TransactionClient((api, version, request) => askBroker(bootstrap, api, version, request), 'orders');
}

it('goes on with open transactions, producers and offsets after kill -9', async () => {
  const first = await start();
  const before = clientOf(first);
  await before.createTopic();
  const producer = await before.producer('payments');
  await before.produce(producer, 0, { value: 'a' });
  await before.commitOffset(producer, 'shop', 1n);
  const fenced = await before.producer('other');
  await before.produce(fenced, 0, { value: 'b' });
  await first.kill();

  const client = clientOf(await start());
  expect(await client.describe('payments')).toMatchObject({
    transactionState: 'Ongoing',
    topics: [{ topic: 'orders', partitions: [0] }],
  });
  expect(await client.fetch('committed')).toMatchObject({ values: [], lastStableOffset: 0n, highWatermark: 2n });
  expect(await client.fetchOffset('shop')).toMatchObject({ error: 'UNSTABLE_OFFSET_COMMIT' });
  expect(await client.produce(producer, 0, { value: 'a' })).toEqual({ error: 'NONE', baseOffset: 0n });
  expect(await client.produce(producer, 1, { value: 'c' })).toEqual({ error: 'NONE', baseOffset: 2n });
  expect(await client.end(producer, 'commit')).toMatchObject({ error: 'NONE', producerEpoch: 1 });
  expect(await client.end(producer, 'commit')).toMatchObject({ error: 'NONE', producerEpoch: 1 });
  expect((await client.initialize('other')).error).toBe('CONCURRENT_TRANSACTIONS');
  await client.producer('other');
  expect(await client.produce(fenced, 1)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
  expect(await client.fetchOffset('shop')).toEqual({ error: 'NONE', offset: 1n });
  expect(await client.fetch('committed')).toMatchObject({
    aborted: [{ producerId: fenced.producerId, firstOffset: 1n }],
    lastStableOffset: 5n,
  });
});

it('shows every acknowledged transaction whole, none twice and no aborted one, when it is killed amid a stream of them', async () => {
  const first = await start();
  const topic = 'pairs';
  const admin = new Kafka({ brokers: [first.bootstrap], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
  await admin.disconnect();

  const committed: string[] = [];
  const aborted = new Set<string>();
  const kafka = new Kafka({ brokers: [first.bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 1 } });
  const producer = kafka.producer({
    transactionalId: 'stream',
    maxInFlightRequests: 1,
    idempotent: true,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  let killed: Promise<unknown> | undefined;
  try {
    for (let index = 0; ; index += 1) {
      const value = `value ${index}`;
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [0, 1].map((partition) => ({ partition, value })) });
      if (index % 4 === 3) {
        aborted.add(value);
        await transaction.abort();
      } else {
        await transaction.commit();
        committed.push(value);
      }
      if (index === 120) killed = first.kill();
    }
  } catch {
    await killed;
  }
  await producer.disconnect();
  expect(committed.length).toBeGreaterThan(60);

  const second = await start();
  // What the dead producer had open would hold readers up until its time is up: its successor ends it at once.
  await clientOf(second).producer('stream');
  const [left, right] = await Promise.all([0, 1].map((partition) => readCommitted(second.bootstrap, topic, partition)));
  expect(left).toEqual(right);
  // One more may have been committed and not been acknowledged.
  expect(left?.slice(0, committed.length)).toEqual(committed);
  expect(left?.length).toBeLessThanOrEqual(committed.length + 1);
  expect(left?.filter((value) => aborted.has(value))).toEqual([]);
});
