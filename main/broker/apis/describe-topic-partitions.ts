import { kafkaApis } from '../../wire/index.ts';
import type { Cluster, Topic } from '../cluster/cluster.ts';
import { implementApi } from './api.ts';
import { operationsNotAsked } from './authorized-operations.ts';
import { describedPartition, topicWithError } from './described-topic.ts';
import { zeroTopicId } from './partitions.ts';

/** `max.request.partition.size.limit` */
const mostPartitions = 2000;

/** The partitions of topics, by name, some at a time. Version 0. No leader is ever eligible outside the ISR. Source: KIP-966. */
export const describeTopicPartitions = implementApi({
  kafka: kafkaApis.describeTopicPartitions,
  answer({ topics, responsePartitionLimit, cursor }, { broker, access }) {
    const { cluster } = broker;
    const mayDescribe = (name: string) => access.may('describe', 'topic', name);
    if (cursor && cursor.partitionIndex < 0) {
      const refused = topics.map(({ name }) =>
        topicWithError(name, zeroTopicId, 'INVALID_REQUEST', operationsNotAsked),
      );
      return { throttleTimeMs: 0, topics: refused, nextCursor: null };
    }
    const asked =
      topics.length > 0 ? topics.map(({ name }) => name) : cluster.topics.map(({ name }) => name).filter(mayDescribe);
    const names = [...new Set(asked)].filter((name) => !cursor || name >= cursor.topicName).sort();
    let room = Math.min(responsePartitionLimit > 0 ? responsePartitionLimit : mostPartitions, mostPartitions);
    const described = [];
    for (const name of names) {
      if (!mayDescribe(name)) {
        described.push(topicWithError(name, zeroTopicId, 'TOPIC_AUTHORIZATION_FAILED', operationsNotAsked));
        continue;
      }
      const topic = cluster.topicByName(name);
      const operations = access.operations('topic', name);
      if (!topic) {
        described.push(topicWithError(name, zeroTopicId, 'UNKNOWN_TOPIC_OR_PARTITION', operations));
        continue;
      }
      const from = cursor?.topicName === name ? cursor.partitionIndex : 0;
      if (room === 0)
        return { throttleTimeMs: 0, topics: described, nextCursor: { topicName: name, partitionIndex: from } };
      described.push(describeTopic(topic, cluster, { from, until: from + room, operations }));
      const next = from + room;
      room = Math.max(0, room - (topic.partitions.length - from));
      if (next < topic.partitions.length) {
        return { throttleTimeMs: 0, topics: described, nextCursor: { topicName: name, partitionIndex: next } };
      }
    }
    return { throttleTimeMs: 0, topics: described, nextCursor: null };
  },
});

function describeTopic(
  { name, topicId, partitions }: Topic,
  cluster: Cluster,
  { from, until, operations }: { from: number; until: number; operations: number },
) {
  return {
    errorCode: 0,
    name,
    topicId,
    isInternal: false,
    partitions: partitions.slice(from, until).map((partition) => ({
      ...describedPartition(partition, cluster),
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
    })),
    topicAuthorizedOperations: operations,
  };
}
