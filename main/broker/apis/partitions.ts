import type { Topic } from '../cluster/cluster.ts';
import type { Partition } from '../cluster/partition.ts';
import { logSettingsOf } from '../cluster/config-values.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { BrokerContext } from './api.ts';

export type PartitionError =
  | 'FENCED_LEADER_EPOCH'
  | 'NOT_LEADER_OR_FOLLOWER'
  | 'UNKNOWN_LEADER_EPOCH'
  | 'UNKNOWN_TOPIC_ID'
  | 'UNKNOWN_TOPIC_OR_PARTITION';

export interface LedPartition {
  topic: Topic;
  partition: Partition;
  log: PartitionLog;
}

/** Kafka's "no topic id": sixteen zero bytes. */
export const zeroTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';

/** A client that knows no leader epoch sends this. */
export const anyLeaderEpoch = -1;

/** The topic that a request means, which names it by id from some version on (KIP-516). */
export function findTopic(
  broker: BrokerContext,
  wanted: { name?: string | null; topicId?: string },
  byId: boolean,
): Topic | undefined {
  if (byId) return broker.cluster.topicById(wanted.topicId ?? zeroTopicId);
  return broker.cluster.topicByName(wanted.name ?? '');
}

/** A partition that this broker leads, held against the leader epoch that the client believes in (KIP-320). */
export function findLedPartition(
  broker: BrokerContext,
  topic: Topic,
  index: number,
  leaderEpoch = anyLeaderEpoch,
): LedPartition | PartitionError {
  const found = findReplica(broker, topic, index, leaderEpoch);
  if (typeof found === 'string') return found;
  return found.partition.leaderId === broker.nodeId ? found : 'NOT_LEADER_OR_FOLLOWER';
}

/** A partition of which this broker has a replica, which is all that a consumer's fetch needs (KIP-392). */
export function findReplica(
  broker: BrokerContext,
  topic: Topic,
  index: number,
  leaderEpoch = anyLeaderEpoch,
): LedPartition | PartitionError {
  const partition = topic.partitions[index];
  if (!partition) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (!partition.replicaIds.includes(broker.nodeId)) return 'NOT_LEADER_OR_FOLLOWER';
  if (leaderEpoch !== anyLeaderEpoch) {
    if (leaderEpoch < partition.leaderEpoch) return 'FENCED_LEADER_EPOCH';
    if (leaderEpoch > partition.leaderEpoch) return 'UNKNOWN_LEADER_EPOCH';
  }
  return { topic, partition, log: broker.logs.open(topic, index, () => logSettingsOf(topic.config)) };
}
