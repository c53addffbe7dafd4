import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics, freshName } from '../../kafka/topics.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';
import { rateBetween } from './rate-between.ts';

const recordsPerRequest = 500;
const valueBytes = 200;

/** The same plain kafkajs program against each broker: first it produces, then a group reads all of it. */
export const kafkajsRates: BenchmarkMaker = {
  name: 'kafkajs',
  make: ({ running, absences }, quick): Benchmark => ({
    name: 'kafkajs',
    title: `kafkajs: records of ${valueBytes} bytes, ${recordsPerRequest} a request, acks=all, idempotent, 4 partitions`,
    figures: [
      { name: 'produce', unit: 'records/s', better: 'higher' },
      { name: 'consume', unit: 'records/s', better: 'higher' },
    ],
    rounds: quick ? 1 : 3,
    warmUpRounds: quick ? 0 : 1,
    contenders: running.map(({ name, bootstrap }) => ({
      name,
      run: () => produceAndConsume(bootstrap, quick ? 10_000 : 50_000),
    })),
    absences,
    comparisons: [{ ours: 'embedded', peer: 'real Kafka' }],
  }),
};

/** Records a second that kafkajs writes to a topic of its own, and reads of it. */
export async function produceAndConsume(bootstrap: string, count: number): Promise<[number, number]> {
  const topic = freshName('bench-kafkajs');
  await createTopics(bootstrap, [topic]);
  const kafka = new Kafka({ clientId: 'bench', brokers: [bootstrap], logLevel: logLevel.ERROR });
  return [await produce(kafka, topic, count), await consume(kafka, topic, count)];
}

async function produce(kafka: Kafka, topic: string, count: number): Promise<number> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const value = randomBytes(valueBytes);
  const messages = Array.from({ length: recordsPerRequest }, (_, index) => ({ key: `key-${index}`, value }));
  // The first request finds the leaders and gets a producer id.
  await producer.send({ topic, messages });
  const startMs = performance.now();
  for (let sent = recordsPerRequest; sent < count; sent += recordsPerRequest) await producer.send({ topic, messages });
  const rate = rateBetween(startMs, performance.now(), count - recordsPerRequest);
  await producer.disconnect();
  return rate;
}

/** Timed from the assignment to the last batch: joining a group is not reading. */
async function consume(kafka: Kafka, topic: string, count: number): Promise<number> {
  const consumer = kafka.consumer({ groupId: freshName('bench-group') });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const rate = await new Promise<number>((resolve, reject) => {
    let startMs = 0;
    let read = 0;
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    consumer.on('consumer.group_join', () => {
      startMs = performance.now();
    });
    const eachBatch = async ({ batch }: { batch: { messages: readonly unknown[] } }): Promise<void> => {
      read += batch.messages.length;
      if (read >= count) resolve(rateBetween(startMs, performance.now(), read));
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
  });
  await consumer.disconnect();
  return rate;
}
