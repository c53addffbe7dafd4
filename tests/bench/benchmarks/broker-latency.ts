import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';
import { createTopics, freshName } from '../../kafka/topics.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import { quantile } from '../measuring/summary.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

const perSecond = 200;
const warmUpShare = 0.2;
const padding = 'x'.repeat(200);

/** From the moment in which a record should be sent, at a fixed rate, to a consumer that has it: kafkajs on both sides, in this process. */
export const brokerLatency: BenchmarkMaker = {
  name: 'broker-latency',
  make: ({ running, absences }, quick): Benchmark => ({
    name: 'broker-latency',
    title: `Producer → broker → consumer at ${perSecond} records a second, acks=all: latency`,
    figures: [
      { name: 'median', unit: 'ms', better: 'lower' },
      { name: '99th percentile', unit: 'ms', better: 'lower' },
    ],
    rounds: quick ? 1 : 5,
    warmUpRounds: quick ? 0 : 1,
    contenders: running.map(({ name, bootstrap }) => ({ name, run: () => latencies(bootstrap, quick ? 400 : 3000) })),
    absences,
    comparisons: [{ ours: 'embedded', peer: 'real Kafka' }],
  }),
};

async function latencies(bootstrap: string, count: number): Promise<[number, number]> {
  const topic = freshName('bench-latency');
  await createTopics(bootstrap, [topic]);
  const kafka = new Kafka({ clientId: 'bench', brokers: [bootstrap], logLevel: logLevel.ERROR });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: freshName('bench-group'), maxWaitTimeInMs: 500 });
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  try {
    return await latenciesOf(topic, count, producer, consumer);
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
  }
}

async function latenciesOf(
  topic: string,
  count: number,
  producer: Producer,
  consumer: Consumer,
): Promise<[number, number]> {
  const taken: number[] = [];
  const all = new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
      taken.push(performance.now() - Number.parseFloat(message.value?.toString() ?? ''));
      if (taken.length === count) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  const joined = new Promise<void>((resolve) => void consumer.on('consumer.group_join', () => resolve()));
  await joined;
  const beganMs = performance.now();
  const sends: Promise<unknown>[] = [];
  for (let sent = 0; sent < count;) {
    // A late turn sends all that is due by now, and each record says when it was due: what waits is counted.
    for (; sent < count && beganMs + (sent * 1000) / perSecond <= performance.now(); sent += 1) {
      const dueMs = beganMs + (sent * 1000) / perSecond;
      sends.push(
        producer.send({ topic, acks: -1, messages: [{ key: `key-${sent % 100}`, value: `${dueMs} ${padding}` }] }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all([all, ...sends]);
  const counted = taken.slice(Math.floor(count * warmUpShare)).sort((one, other) => one - other);
  return [quantile(counted, 0.5), quantile(counted, 0.99)];
}
