import { groupBy } from '../../../shared/lib/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import type { BrokerConnection } from '../connecting/broker-connection.ts';
import { brokerError } from '../connecting/broker-error.ts';
import { isolationLevel, partitionKey, type TopicPartition } from './list-offsets.ts';
import { noTopicId } from './metadata.ts';
import type { Isolation } from './types.ts';

/** From this version on topics go by id (KIP-516). */
const firstVersionWithTopicIds = 13;
/** From this version on transactions can be told apart, and batches come as they are stored. */
const firstVersion = 4;
/** Beyond the time that the broker itself waits. */
const answerTimeoutMs = 30_000;

export interface FetchPlace extends TopicPartition {
  /** `noTopicId`: the broker is too old for ids. */
  readonly topicId: string;
  readonly leaderEpoch: number;
  readonly offset: bigint;
}

export interface FetchLimits {
  /** How long the broker waits for records where there are none. */
  readonly maxWaitMs: number;
  /** Of the whole answer; a single batch that is larger comes all the same, first in the answer. */
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly isolation: Isolation;
}

type FetchAnswer = MessageValue<typeof kafkaApis.fetch.response>;
export type FetchedPartition = FetchAnswer['responses'][number]['partitions'][number];

/**
 * One fetch without a session (KIP-227) from the broker that leads these partitions. By `TOPIC/PARTITION`, each with its
 * own error code. Rejects with a ClusterFault.
 */
export async function fetchPartitions(
  connection: BrokerConnection,
  places: readonly FetchPlace[],
  { maxWaitMs, maxBytes, maxPartitionBytes, isolation }: FetchLimits,
): Promise<Map<string, FetchedPartition>> {
  const byTopic = groupBy(places, ({ topic }) => topic);
  const topics = [...byTopic].map(([topic, ofTopic]) => ({
    topic,
    ofTopic,
    topicId: ofTopic[0]?.topicId ?? noTopicId,
  }));
  const namesById = new Map(topics.map(({ topic, topicId }) => [topicId, topic]));
  const maxVersion = namesById.has(noTopicId) ? firstVersionWithTopicIds - 1 : Infinity;
  let isById = false;
  const answer = await connection.request(
    kafkaApis.fetch,
    (version) => {
      isById = version >= firstVersionWithTopicIds;
      return {
        maxWaitMs,
        minBytes: 1,
        maxBytes,
        isolationLevel: isolationLevel(isolation),
        topics: topics.map(({ topic, topicId, ofTopic }) => ({
          topic,
          topicId,
          partitions: ofTopic.map(({ partition, leaderEpoch, offset }) => ({
            partition,
            currentLeaderEpoch: leaderEpoch,
            fetchOffset: offset,
            partitionMaxBytes: maxPartitionBytes,
          })),
        })),
        forgottenTopicsData: [],
      };
    },
    { minVersion: firstVersion, maxVersion, timeoutMs: maxWaitMs + answerTimeoutMs },
  );
  if (answer.errorCode !== 0) throw brokerError(answer.errorCode, 'The fetch');
  const fetched = new Map<string, FetchedPartition>();
  for (const { topic: name, topicId, partitions } of answer.responses) {
    const topic = isById ? namesById.get(topicId) : name;
    if (topic === undefined) continue;
    for (const partition of partitions)
      fetched.set(partitionKey({ topic, partition: partition.partitionIndex }), partition);
  }
  return fetched;
}
