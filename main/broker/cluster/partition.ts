/** A partition as its cluster knows it. */
export interface Partition {
  readonly partition: number;
  /** Node id; `noLeader` while none of the replicas in sync is up. */
  readonly leaderId: number;
  /** How often the partition has changed leaders since it was made; a restart of a broker counts. */
  readonly leaderEpoch: number;
  /** In the order in which they are preferred as leaders. */
  readonly replicaIds: readonly number[];
  /** The replicas in sync: those that are up, or, where none is, the last that were. Never empty. */
  readonly isrIds: readonly number[];
}

/** Which brokers are up. */
export type IsUp = (nodeId: number) => boolean;

export const noLeader = -1;

export function newPartition(partition: number, replicaIds: readonly number[], isUp: IsUp): Partition {
  return { partition, replicaIds, leaderEpoch: 0, ...ledByFirst(replicaIds, isUp) };
}

/** All brokers have been away, and those that are up lead anew, under the next epoch. */
export function afterRestart(partition: Partition, isUp: IsUp): Partition {
  const led = ledByFirst(partition.replicaIds, isUp);
  return { ...partition, ...led, leaderEpoch: partition.leaderEpoch + (led.leaderId === noLeader ? 0 : 1) };
}

/** A broker has gone: it isn't in sync any more, unless it was the last, and another one leads. */
export function afterLeaving(partition: Partition, nodeId: number, isUp: IsUp): Partition {
  const { leaderId, isrIds } = partition;
  if (!isrIds.includes(nodeId)) return partition;
  const rest = isrIds.filter((id) => id !== nodeId);
  const left: Partition = { ...partition, isrIds: rest.length === 0 ? isrIds : rest };
  return leaderId === nodeId ? ledBy(left, firstInSync(left, isUp) ?? noLeader) : left;
}

/** A broker has come back: what it lacks it has at once, for all brokers share one copy of the data. */
export function afterJoining(partition: Partition, nodeId: number, isUp: IsUp): Partition {
  const { leaderId, replicaIds, isrIds } = partition;
  if (!replicaIds.includes(nodeId)) return partition;
  // Only who was in sync to the last may lead again: the others could lack records, if they had copies of their own.
  if (leaderId === noLeader) return isrIds.includes(nodeId) ? ledBy(inSync(partition, isUp), nodeId) : partition;
  return isrIds.includes(nodeId) ? partition : { ...partition, isrIds: [...isrIds, nodeId] };
}

export type ElectionError = 'ELECTION_NOT_NEEDED' | 'PREFERRED_LEADER_NOT_AVAILABLE' | 'ELIGIBLE_LEADERS_NOT_AVAILABLE';

/** Has the first of the replicas lead. */
export function electPreferred(partition: Partition, isUp: IsUp): Partition | ElectionError {
  const preferred = partition.replicaIds[0] ?? noLeader;
  if (partition.leaderId === preferred) return 'ELECTION_NOT_NEEDED';
  if (!isUp(preferred) || !partition.isrIds.includes(preferred)) return 'PREFERRED_LEADER_NOT_AVAILABLE';
  return ledBy(partition, preferred);
}

/** Has any replica lead a partition that none in sync can lead. */
export function electUnclean(partition: Partition, isUp: IsUp): Partition | ElectionError {
  if (partition.leaderId !== noLeader) return 'ELECTION_NOT_NEEDED';
  const leaderId = partition.replicaIds.find(isUp);
  return leaderId === undefined ? 'ELIGIBLE_LEADERS_NOT_AVAILABLE' : ledBy(inSync(partition, isUp), leaderId);
}

/** Has another replica in sync lead, or nobody where there is none. */
export function moveLeader(partition: Partition, isUp: IsUp): Partition {
  const next = partition.replicaIds.find(
    (id) => id !== partition.leaderId && isUp(id) && partition.isrIds.includes(id),
  );
  return next === undefined && partition.leaderId === noLeader ? partition : ledBy(partition, next ?? noLeader);
}

/** Has a replica in sync lead what nobody leads. */
export function leadAgain(partition: Partition, isUp: IsUp): Partition {
  const next = partition.leaderId === noLeader ? firstInSync(partition, isUp) : undefined;
  return next === undefined ? partition : ledBy(inSync(partition, isUp), next);
}

/** Gives a partition other replicas. Source: KIP-455; as by a Kafka controller, taking a replica away begins an epoch. */
export function reassign(partition: Partition, replicaIds: readonly number[], isUp: IsUp): Partition {
  // A partition that nobody leads waits for who was in sync to the last, among its new replicas too.
  if (partition.leaderId === noLeader && partition.isrIds.some((id) => !isUp(id))) return { ...partition, replicaIds };
  const moved = { ...partition, replicaIds, ...ledByFirst(replicaIds, isUp) };
  const keepsLeader = partition.leaderId !== noLeader && replicaIds.includes(partition.leaderId);
  const keepsReplicas = partition.replicaIds.every((id) => replicaIds.includes(id));
  const leaderId = keepsLeader ? partition.leaderId : moved.leaderId;
  return { ...moved, leaderId, leaderEpoch: partition.leaderEpoch + (keepsLeader && keepsReplicas ? 0 : 1) };
}

function ledByFirst(replicaIds: readonly number[], isUp: IsUp) {
  const up = replicaIds.filter(isUp);
  return { leaderId: up[0] ?? noLeader, isrIds: up.length === 0 ? replicaIds : up };
}

function ledBy(partition: Partition, leaderId: number): Partition {
  return { ...partition, leaderId, leaderEpoch: partition.leaderEpoch + 1 };
}

function inSync(partition: Partition, isUp: IsUp): Partition {
  return { ...partition, isrIds: partition.replicaIds.filter(isUp) };
}

function firstInSync({ replicaIds, isrIds }: Partition, isUp: IsUp): number | undefined {
  return replicaIds.find((id) => isrIds.includes(id) && isUp(id));
}
