import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics, freshName } from '../../kafka/topics.ts';
import { clientRates, recordsPerRequest, valueBytes } from './client-rates.ts';
import { rateBetween } from './rate-between.ts';

export const kafkajsRates = clientRates({
  name: 'kafkajs',
  client: 'kafkajs',
  count: 50_000,
  produceAndConsume,
});

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
