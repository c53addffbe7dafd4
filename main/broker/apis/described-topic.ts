import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { noLeader, type Partition } from '../cluster/partition.ts';

/** A partition as Metadata and DescribeTopicPartitions tell of it. */
export function describedPartition(
  { partition, leaderId, leaderEpoch, replicaIds, isrIds }: Partition,
  { isUp }: Cluster,
) {
  return {
    errorCode: kafkaErrorCode(leaderId === noLeader ? 'LEADER_NOT_AVAILABLE' : 'NONE'),
    partitionIndex: partition,
    leaderId,
    leaderEpoch,
    replicaNodes: [...replicaIds],
    isrNodes: [...isrIds],
    offlineReplicas: replicaIds.filter((nodeId) => !isUp(nodeId)),
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
