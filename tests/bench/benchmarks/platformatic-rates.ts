import { randomBytes } from 'node:crypto';
import { Consumer, Producer, stringSerializers } from '@platformatic/kafka';
import { createTopics, freshName } from '../../kafka/topics.ts';
import { clientRates, recordsPerRequest, valueBytes } from './client-rates.ts';
import { rateBetween } from './rate-between.ts';

export const platformaticRates = clientRates({
  name: 'platformatic',
  client: '@platformatic/kafka',
  count: 100_000,
  produceAndConsume,
});

async function produceAndConsume(bootstrap: string, count: number): Promise<[number, number]> {
  const topic = freshName('bench-platformatic');
  await createTopics(bootstrap, [topic]);
  return [await produce(bootstrap, topic, count), await consume(bootstrap, topic, count)];
}

async function produce(bootstrap: string, topic: string, count: number): Promise<number> {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: [bootstrap],
    idempotent: true,
    serializers: { ...stringSerializers, value: (value?: Buffer) => value },
  });
  const value = randomBytes(valueBytes);
  const messages = Array.from({ length: recordsPerRequest }, (_, index) => ({ topic, key: `key-${index}`, value }));
  // The first request finds the leaders and gets a producer id.
  await producer.send({ messages });
  const startMs = performance.now();
  for (let sent = recordsPerRequest; sent < count; sent += recordsPerRequest) await producer.send({ messages });
  const rate = rateBetween(startMs, performance.now(), count - recordsPerRequest);
  await producer.close();
  return rate;
}

/** Timed from the first record to the last: joining a group is not reading. */
async function consume(bootstrap: string, topic: string, count: number): Promise<number> {
  const groupId = freshName('bench-group');
  const consumer = new Consumer({ clientId: 'bench', bootstrapBrokers: [bootstrap], groupId, autocommit: false });
  const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest' });
  let startMs = 0;
  let read = 0;
  const records = stream[Symbol.asyncIterator]();
  while (read < count && !(await records.next()).done) {
    if (read === 0) startMs = performance.now();
    read += 1;
  }
  const rate = rateBetween(startMs, performance.now(), read - 1);
  await consumer.close(true);
  return rate;
}
