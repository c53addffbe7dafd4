/** A partition by its topic's id: `TOPICID:PARTITION`, so that sets of them can be compared. */
export type PartitionKey = `${string}:${number}`;
export type Assignment = ReadonlySet<PartitionKey>;

export const nothing: Assignment = new Set();

export interface TopicPartitions {
  topicId: string;
  partitions: number[];
}

export function partitionKey(topicId: string, partition: number): PartitionKey {
  return `${topicId}:${partition}`;
}

export function topicIdOf(key: PartitionKey): string {
  return key.slice(0, key.lastIndexOf(':'));
}

export function assignmentOf(topics: readonly { topicId: string; partitions: readonly number[] }[]): Assignment {
  return new Set(
    topics.flatMap(({ topicId, partitions }) => partitions.map((partition) => partitionKey(topicId, partition))),
  );
}

export function topicPartitionsOf(assignment: Assignment): TopicPartitions[] {
  const topics = new Map<string, number[]>();
  for (const key of assignment) {
    const topicId = topicIdOf(key);
    const partitions = topics.get(topicId) ?? [];
    partitions.push(Number(key.slice(topicId.length + 1)));
    topics.set(topicId, partitions);
  }
  return Array.from(topics, ([topicId, partitions]) => ({
    topicId,
    partitions: partitions.sort((left, right) => left - right),
  }));
}

export function intersection(left: Assignment, right: Assignment): Assignment {
  return new Set([...left].filter((key) => right.has(key)));
}

export function difference(left: Assignment, right: Assignment): Assignment {
  return new Set([...left].filter((key) => !right.has(key)));
}

export function isSubset(left: Assignment, right: Assignment): boolean {
  return difference(left, right).size === 0;
}

export function isSameAssignment(left: Assignment, right: Assignment): boolean {
  return left.size === right.size && isSubset(left, right);
}
