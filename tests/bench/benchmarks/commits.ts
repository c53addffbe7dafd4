import { createEventProducer } from '../../../main/clients/index.ts';
import { createTopics, freshName } from '../../kafka/topics.ts';
import { type CommitsOrder, consumeWithAutocommit, consumeWithDelivery } from '../commits/consumers.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

/**
 * What committing costs an event whose handler does nothing: delivery's periodic commits beside kafkajs's eachMessage,
 * which commits after each event where it is to forget none, or after each batch as it does by itself.
 */
export const commits: BenchmarkMaker = {
  name: 'commits',
  make: ({ running, absences }, quick): Benchmark => ({
    name: 'commits',
    title: 'Commits: time an event takes whose handler does nothing, last commit included',
    figures: [{ name: 'time an event', unit: 'ms', better: 'lower' }],
    rounds: quick ? 1 : 3,
    warmUpRounds: quick ? 0 : 1,
    contenders: running.flatMap(({ name, bootstrap }) =>
      [
        { name: `own commits, ${name}`, consume: consumeWithDelivery },
        { name: `kafkajs, an event, ${name}`, consume: consumeWithAutocommit(1) },
        { name: `kafkajs, a batch, ${name}`, consume: consumeWithAutocommit(undefined) },
      ].map((who) => ({
        name: who.name,
        run: async (): Promise<[number]> => {
          const order = { bootstrap, topic: freshName('bench-commits'), count: quick ? 300 : 1000 };
          await fill(order);
          return [(await who.consume(order)) / order.count];
        },
      })),
    ),
    absences,
    comparisons: running.flatMap(({ name }) =>
      ['an event', 'a batch'].map((when) => ({ ours: `own commits, ${name}`, peer: `kafkajs, ${when}, ${name}` })),
    ),
  }),
};

async function fill({ bootstrap, topic, count }: CommitsOrder): Promise<void> {
  await createTopics(bootstrap, [topic]);
  const producer = createEventProducer({ connection: { brokers: [bootstrap] } });
  await producer.start();
  const records = Array.from({ length: count }, (_, index) => ({
    topic,
    key: Buffer.from(`key-${index % 500}`),
    value: Buffer.from('{"some":"event"}'),
    headers: [],
  }));
  await Promise.all(records.map((record) => producer.send(record)));
  await producer.close();
}
