import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Topic } from '../cluster/cluster.ts';

/** A partition as Metadata and DescribeTopicPartitions tell of it: all of its replicas are in sync. */
export function describedPartition({ partition, leaderId, leaderEpoch, replicaIds }: Topic['partitions'][number]) {
  return {
    errorCode: 0,
    partitionIndex: partition,
    leaderId,
    leaderEpoch,
    replicaNodes: [...replicaIds],
    isrNodes: [...replicaIds],
    offlineReplicas: [],
  };
}

/** A topic of which there is nothing to tell but why. */
export function topicWithError<Name extends string | null>(
  name: Name,
  topicId: string,
  error: KafkaErrorName,
  topicAuthorizedOperations: number,
) {
  return {
    errorCode: kafkaErrorCode(error),
    name,
    topicId,
    isInternal: false,
    partitions: [],
    topicAuthorizedOperations,
  };
}
