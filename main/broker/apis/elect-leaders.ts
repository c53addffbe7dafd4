import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { implementApi } from './api.ts';

const electionTypes = [0, 1];

/**
 * Has partitions led by their preferred replicas. Versions 0 to 2. With one broker they always are, so that no election is ever
 * needed. Source: KIP-183, KIP-460.
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
    const isKnown = electionTypes.includes(electionType);
    const wanted =
      topicPartitions ??
      broker.cluster.topics.map(({ name, partitions }) => ({
        topic: name,
        partitions: partitions.map(({ partition }) => partition),
      }));
    const replicaElectionResults = wanted.map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => {
        const { error, message } = isKnown
          ? outcome(broker.cluster, topic, partitionId)
          : invalid(`Unknown election type ${electionType}`);
        return { partitionId, errorCode: kafkaErrorCode(error), errorMessage: message };
      }),
    }));
    return {
      throttleTimeMs: 0,
      errorCode: kafkaErrorCode(isKnown ? 'NONE' : 'INVALID_REQUEST'),
      replicaElectionResults,
    };
  },
});

function outcome(cluster: Cluster, name: string, index: number): { error: KafkaErrorName; message: string } {
  const topic = cluster.topicByName(name);
  if (!topic) return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: `No such topic as ${name}` };
  if (!topic.partitions[index]) {
    return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: `No such partition as ${name}-${index}` };
  }
  return { error: 'ELECTION_NOT_NEEDED', message: 'Leader election not needed for topic partition.' };
}

function invalid(message: string): { error: KafkaErrorName; message: string } {
  return { error: 'INVALID_REQUEST', message };
}
