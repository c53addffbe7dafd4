import type { KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { noLeader, type Partition } from '../cluster/partition.ts';

export interface CurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

export const unknownLeader: CurrentLeader = { leaderId: noLeader, leaderEpoch: -1 };

const errorsOfOldLeaders = new Set<KafkaErrorName>(['NOT_LEADER_OR_FOLLOWER', 'FENCED_LEADER_EPOCH']);

/** Who leads, for a client that has just learned that it asked the wrong broker or believes in an old epoch. Source: KIP-951. */
export function currentLeaderFor(error: KafkaErrorName, partition: Partition | undefined): CurrentLeader {
  if (!partition || !errorsOfOldLeaders.has(error)) return unknownLeader;
  return { leaderId: partition.leaderId, leaderEpoch: partition.leaderEpoch };
}

/** Where the leaders that an answer names are reached. Mostly it names none. */
export function leaderEndpoints(cluster: Cluster, leaders: readonly CurrentLeader[]) {
  const named = leaders.filter(({ leaderId }) => leaderId !== noLeader);
  if (named.length === 0) return [];
  const wanted = new Set(named.map(({ leaderId }) => leaderId));
  return cluster.brokers
    .filter(({ nodeId }) => wanted.has(nodeId))
    .map(({ nodeId, host, port }) => ({ nodeId, host, port, rack: null }));
}
