import type { GroupSubscription, PartitionLag } from '../../cluster/index.ts';
import type { Plan } from '../../runtime/index.ts';
import type { ConsumerLag } from './edge-counts.ts';
import type { ReadPartition } from './status/consumer-record.ts';

/** What the consumers of a plan read, by the names on the cluster. */
export function subscriptionsOf(plan: Plan): GroupSubscription[] {
  return plan.services.flatMap(({ consumers }) =>
    consumers.map(({ group, subscribes, fromBeginning }) => ({
      group,
      topics: subscribes.map((topic) => plan.prefix + topic),
      fromBeginning,
    })),
  );
}

/** The lag of each consumer in each topic that it reads, both by id. */
export function lagByConsumer(plan: Plan, lags: readonly PartitionLag[]): ConsumerLag[] {
  const topicIds = new Map(plan.topics.map(({ name, id }) => [name, id]));
  return plan.services.flatMap(({ consumers }) =>
    consumers.flatMap(({ id, group, subscribes }) =>
      subscribes.map((topic) => ({
        consumer: id,
        topic: topicIds.get(topic) ?? topic,
        lag: sumOf(lags, group, plan.prefix + topic),
      })),
    ),
  );
}

/** How far each consumer is in each partition that it reads, by the consumer's id. */
export function lagByPartition(plan: Plan, lags: readonly PartitionLag[]): Map<string, ReadPartition[]> {
  const topics = new Map(plan.topics.map(({ kafkaName, name, id }) => [kafkaName, { name, id }]));
  const byConsumer = plan.services.flatMap(({ consumers }) =>
    consumers.map(({ id, group, subscribes }): [string, ReadPartition[]] => {
      const read = lags.flatMap((lag) => {
        const topic = topics.get(lag.topic);
        if (lag.group !== group || !topic || !subscribes.includes(topic.name)) return [];
        return [{ topic: topic.id, partition: lag.partition, position: BigInt(lag.position), lag: lag.lag }];
      });
      // Of consumers of one group each partition is told more than once.
      return [id, [...new Map(read.map((each) => [`${each.topic}/${each.partition}`, each])).values()]];
    }),
  );
  return new Map(byConsumer);
}

/** Consumers of one group have the same subscriptions, and then each partition is told more than once. */
function sumOf(lags: readonly PartitionLag[], group: string, topic: string): number {
  const byPartition = new Map<number, number>();
  for (const lag of lags) if (lag.group === group && lag.topic === topic) byPartition.set(lag.partition, lag.lag);
  return [...byPartition.values()].reduce((sum, lag) => sum + lag, 0);
}
