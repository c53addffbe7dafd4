import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { electPreferred, electUnclean } from '../cluster/partition.ts';
import { implementApi } from './api.ts';

const elections = new Map([
  [0, electPreferred],
  [1, electUnclean],
]);

/**
 * Has partitions led by their preferred replicas, or those that nobody leads by any. Versions 0 to 2. Where all are asked for, those
 * that need no election are left out. Source: KIP-183, KIP-460.
 */
export const electLeaders = implementApi({
  kafka: kafkaApis.electLeaders,
  answer({ electionType, topicPartitions }, { broker, access }) {
    if (!access.mayCluster('alter')) {
      const error = kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED');
      const replicaElectionResults = (topicPartitions ?? []).map(({ topic, partitions }) => ({
        topic,
        partitionResult: partitions.map((partitionId) => ({
          partitionId,
          errorCode: error,
          errorMessage: 'Cluster authorization failed.',
        })),
      }));
      return { throttleTimeMs: 0, errorCode: error, replicaElectionResults };
    }
    const elect = elections.get(electionType);
    const wanted =
      topicPartitions ??
      broker.cluster.topics.map(({ name, partitions }) => ({
        topic: name,
        partitions: partitions.map(({ partition }) => partition),
      }));
    const replicaElectionResults = wanted.map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.flatMap((partitionId) => {
        const { error, message } = elect
          ? outcome(broker.cluster, topic, partitionId, elect)
          : invalid(`Unknown election type ${electionType}`);
        if (topicPartitions === null && error === 'ELECTION_NOT_NEEDED') return [];
        return [{ partitionId, errorCode: kafkaErrorCode(error), errorMessage: message }];
      }),
    }));
    return {
      throttleTimeMs: 0,
      errorCode: kafkaErrorCode(elect ? 'NONE' : 'INVALID_REQUEST'),
      replicaElectionResults,
    };
  },
});

interface Outcome {
  error: KafkaErrorName;
  message: string | null;
}

function outcome(cluster: Cluster, name: string, index: number, elect: typeof electPreferred): Outcome {
  const topic = cluster.topicByName(name);
  if (!topic) return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: `No such topic as ${name}` };
  const partition = topic.partitions[index];
  if (!partition) {
    return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: `No such partition as ${name}-${index}` };
  }
  const elected = elect(partition, cluster.isUp);
  if (typeof elected === 'string') return { error: elected, message: electionMessages[elected] };
  cluster.changePartition(topic, elected);
  return { error: 'NONE', message: null };
}

/** Kafka's words. */
const electionMessages = {
  ELECTION_NOT_NEEDED: 'Leader election not needed for topic partition.',
  PREFERRED_LEADER_NOT_AVAILABLE: 'The preferred leader was not available.',
  ELIGIBLE_LEADERS_NOT_AVAILABLE: 'Eligible topic partition leaders are not available.',
};

function invalid(message: string): Outcome {
  return { error: 'INVALID_REQUEST', message };
}
