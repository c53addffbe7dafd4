import { type Assignment, partitionKey, type PartitionKey, topicIdOf } from './assignment.ts';

/** A member as an assignor sees it. */
export interface AssignedMember {
  memberId: string;
  instanceId: string | null;
  /** Ids of the topics that it has subscribed to and that are there. */
  topicIds: ReadonlySet<string>;
  /** What it was to have until now. */
  target: Assignment;
}

/** Shares the partitions of topics (id → count) out to members. Both give the same for the same members in any order. */
export type Assignor = (
  members: readonly AssignedMember[],
  partitionCounts: ReadonlyMap<string, number>,
) => Map<string, Assignment>;

export const assignorNames = ['uniform', 'range'] as const;
export type AssignorName = (typeof assignorNames)[number];

export function isAssignorName(name: string): name is AssignorName {
  return (assignorNames as readonly string[]).includes(name);
}

/**
 * The same number of partitions for everybody, give or take one, and as few of them moved as that allows.
 * Source: KIP-848, "Server Side Assignor".
 */
const uniform: Assignor = (members, partitionCounts) => {
  const sorted = inOrder(members);
  const owners = new Map<PartitionKey, AssignedMember>();
  const counts = new Map(sorted.map((member) => [member, 0]));
  const countOf = (member: AssignedMember) => counts.get(member) ?? 0;
  const give = (key: PartitionKey, member: AssignedMember) => {
    const before = owners.get(key);
    if (before) counts.set(before, countOf(before) - 1);
    owners.set(key, member);
    counts.set(member, countOf(member) + 1);
  };
  const poorestOf = (key: PartitionKey) => {
    let poorest: AssignedMember | undefined;
    for (const member of sorted) {
      if (!member.topicIds.has(topicIdOf(key))) continue;
      if (!poorest || countOf(member) < countOf(poorest)) poorest = member;
    }
    return poorest;
  };
  const keys = allPartitions(partitionCounts);
  for (const member of sorted) {
    for (const key of member.target) {
      if (keys.has(key) && member.topicIds.has(topicIdOf(key)) && !owners.has(key)) give(key, member);
    }
  }
  for (const key of keys) {
    const poorest = owners.has(key) ? undefined : poorestOf(key);
    if (poorest) give(key, poorest);
  }
  for (let hasMoved = true; hasMoved;) {
    hasMoved = false;
    for (const key of keys) {
      const owner = owners.get(key);
      const poorest = owner && poorestOf(key);
      if (!poorest || countOf(owner) - countOf(poorest) < 2) continue;
      give(key, poorest);
      hasMoved = true;
    }
  }
  return shares(sorted, owners);
};

/** Of each topic a range of partitions for each member, so that topics of the same keys go together. Source: KIP-848. */
const range: Assignor = (members, partitionCounts) => {
  const sorted = inOrder(members);
  const owners = new Map<PartitionKey, AssignedMember>();
  for (const [topicId, partitionCount] of partitionCounts) {
    const subscribers = sorted.filter(({ topicIds }) => topicIds.has(topicId));
    let partition = 0;
    for (const [index, member] of subscribers.entries()) {
      const isLonger = index < partitionCount % subscribers.length;
      const end = partition + Math.floor(partitionCount / subscribers.length) + (isLonger ? 1 : 0);
      for (; partition < end; partition += 1) owners.set(partitionKey(topicId, partition), member);
    }
  }
  return shares(sorted, owners);
};

export const assignors: Record<AssignorName, Assignor> = { uniform, range };

/** Static members go by their instance ids, which stay the same when they are restarted. */
function inOrder(members: readonly AssignedMember[]): AssignedMember[] {
  const nameOf = ({ instanceId, memberId }: AssignedMember) => instanceId ?? memberId;
  return [...members].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}

function allPartitions(partitionCounts: ReadonlyMap<string, number>): ReadonlySet<PartitionKey> {
  const keys = new Set<PartitionKey>();
  for (const [topicId, count] of partitionCounts) {
    for (let partition = 0; partition < count; partition += 1) keys.add(partitionKey(topicId, partition));
  }
  return keys;
}

function shares(members: readonly AssignedMember[], owners: ReadonlyMap<PartitionKey, AssignedMember>) {
  const shared = new Map(members.map(({ memberId }) => [memberId, new Set<PartitionKey>()]));
  for (const [key, { memberId }] of owners) shared.get(memberId)?.add(key);
  return shared;
}
