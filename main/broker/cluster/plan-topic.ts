import { topicNameCollision, topicNameError } from '../../../shared/kafka/index.ts';
import type { Cluster, NewTopic, Topic } from './cluster.ts';
import { topicConfigError } from './config-values.ts';

export type TopicError =
  | 'INVALID_CONFIG'
  | 'INVALID_PARTITIONS'
  | 'INVALID_REPLICATION_FACTOR'
  | 'INVALID_REPLICA_ASSIGNMENT'
  | 'INVALID_REQUEST'
  | 'INVALID_TOPIC_EXCEPTION'
  | 'POLICY_VIOLATION'
  | 'TOPIC_ALREADY_EXISTS';

export interface TopicRefusal {
  error: TopicError;
  message: string;
}

export interface TopicRequest {
  name: string;
  /** -1 takes the broker's default. */
  partitionCount: number;
  /** -1 takes the broker's default. */
  replicationFactor: number;
  assignments: readonly { partitionIndex: number; brokerIds: readonly number[] }[];
  configs: readonly { name: string; value: string | null }[];
}

/** As many partitions as Kafka lets one request make. */
const mostPartitionsPerRequest = 10_000;

/** What a topic gets that doesn't ask for something else. */
export interface TopicDefaults {
  /** `num.partitions` */
  defaultPartitions: number;
  /** `default.replication.factor` */
  defaultReplicationFactor: number;
}

/** Whether a topic may be made, and how; nothing is changed. The rules and their order are a Kafka controller's. */
export function planTopic(request: TopicRequest, cluster: Cluster, defaults: TopicDefaults): NewTopic | TopicRefusal {
  const { name } = request;
  if (cluster.topicByName(name)) return refuse('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`);
  const nameError = topicNameError(name);
  if (nameError !== undefined) return refuse('INVALID_TOPIC_EXCEPTION', `Topic name is invalid: ${nameError}`);
  const collision = topicNameCollision(
    name,
    cluster.topics.map((topic) => topic.name),
  );
  if (collision !== undefined) {
    return refuse('INVALID_TOPIC_EXCEPTION', `Topic '${name}' collides with existing topic: ${collision}`);
  }
  const configError = topicConfigError(request.configs);
  if (configError !== undefined) return refuse('INVALID_CONFIG', configError);
  const config = new Map(request.configs.map((entry) => [entry.name, entry.value ?? '']));
  const replicaIds =
    request.assignments.length > 0
      ? replicasAsAssigned(request, cluster)
      : replicasAsCounted(request, cluster, defaults);
  return 'error' in replicaIds ? replicaIds : { name, replicaIds, config };
}

/** Whether a topic may grow to `count` partitions, and where the new ones go. */
export function planPartitions(
  topic: Topic,
  count: number,
  assignments: readonly { brokerIds: readonly number[] }[] | null,
  cluster: Cluster,
): number[][] | TopicRefusal {
  const present = topic.partitions.length;
  if (count === present) return refuse('INVALID_PARTITIONS', `Topic already has ${present} partition(s).`);
  if (count < present) {
    const message = `The topic ${topic.name} currently has ${present} partition(s); ${count} would not be an increase.`;
    return refuse('INVALID_PARTITIONS', message);
  }
  const added = count - present;
  if (added > mostPartitionsPerRequest) return tooMany();
  if (assignments === null) return spread(added, topic.partitions[0]?.replicaIds.length ?? 1, cluster, present);
  if (assignments.length !== added) {
    const message = `Attempted to add ${added} additional partition(s), but only ${assignments.length} assignment(s) were specified.`;
    return refuse('INVALID_REPLICA_ASSIGNMENT', message);
  }
  for (const { brokerIds } of assignments) {
    const error = replicasError(brokerIds, cluster);
    if (error) return error;
  }
  return assignments.map(({ brokerIds }) => [...brokerIds]);
}

function replicasAsAssigned(request: TopicRequest, cluster: Cluster): number[][] | TopicRefusal {
  if (request.replicationFactor !== -1) {
    return refuse(
      'INVALID_REQUEST',
      'A manual partition assignment was specified, but replication factor was not set to -1.',
    );
  }
  if (request.partitionCount !== -1) {
    return refuse(
      'INVALID_REQUEST',
      'A manual partition assignment was specified, but numPartitions was not set to -1.',
    );
  }
  if (request.assignments.length > mostPartitionsPerRequest) return tooMany();
  const byPartition = new Map<number, readonly number[]>();
  for (const { partitionIndex, brokerIds } of request.assignments) {
    if (byPartition.has(partitionIndex)) {
      const message = `Found multiple manual partition assignments for partition ${partitionIndex}`;
      return refuse('INVALID_REPLICA_ASSIGNMENT', message);
    }
    const error = replicasError(brokerIds, cluster);
    if (error) return error;
    byPartition.set(partitionIndex, brokerIds);
  }
  const replicaIds: number[][] = [];
  for (let partition = 0; partition < byPartition.size; partition += 1) {
    const brokerIds = byPartition.get(partition);
    if (!brokerIds) {
      return refuse('INVALID_REPLICA_ASSIGNMENT', 'partitions should be a consecutive 0-based integer sequence');
    }
    replicaIds.push([...brokerIds]);
  }
  return replicaIds;
}

function replicasAsCounted(
  request: TopicRequest,
  cluster: Cluster,
  { defaultPartitions, defaultReplicationFactor }: TopicDefaults,
): number[][] | TopicRefusal {
  const { partitionCount, replicationFactor } = request;
  if (replicationFactor < -1 || replicationFactor === 0) {
    const message = 'Replication factor must be larger than 0, or -1 to use the default value.';
    return refuse('INVALID_REPLICATION_FACTOR', message);
  }
  if (partitionCount < -1 || partitionCount === 0) {
    return refuse('INVALID_PARTITIONS', 'Number of partitions was set to an invalid non-positive value.');
  }
  if (partitionCount > mostPartitionsPerRequest) return tooMany();
  const count = partitionCount === -1 ? defaultPartitions : partitionCount;
  return spread(count, replicationFactor === -1 ? defaultReplicationFactor : replicationFactor, cluster, 0);
}

/** Gives each partition its replicas, brokers taking turns at leading; those that are away come last. */
function spread(count: number, factor: number, cluster: Cluster, firstPartition: number): number[][] | TopicRefusal {
  const nodeIds = cluster.members.map(({ nodeId }) => nodeId);
  if (factor > nodeIds.length) {
    const message = `Unable to replicate the partition ${factor} time(s): The target replication factor of ${factor} cannot be reached because only ${nodeIds.length} broker(s) are registered.`;
    return refuse('INVALID_REPLICATION_FACTOR', message);
  }
  return Array.from({ length: count }, (_, index) => {
    const first = (firstPartition + index) % nodeIds.length;
    const inTurn = [...nodeIds.slice(first), ...nodeIds.slice(0, first)];
    const up = inTurn.filter(cluster.isUp);
    return [...up, ...inTurn.filter((nodeId) => !up.includes(nodeId))].slice(0, factor);
  });
}

function replicasError(brokerIds: readonly number[], cluster: Cluster): TopicRefusal | undefined {
  if (brokerIds.length === 0) {
    return refuse('INVALID_REPLICA_ASSIGNMENT', 'The manual partition assignment includes an empty replica list.');
  }
  const seen = new Set<number>();
  for (const nodeId of brokerIds) {
    if (seen.has(nodeId)) {
      const message = `The manual partition assignment includes the broker ${nodeId} more than once.`;
      return refuse('INVALID_REPLICA_ASSIGNMENT', message);
    }
    seen.add(nodeId);
    if (!cluster.broker(nodeId)) {
      const message = `The manual partition assignment includes broker ${nodeId}, but no such broker is registered.`;
      return refuse('INVALID_REPLICA_ASSIGNMENT', message);
    }
  }
  return undefined;
}

function tooMany(): TopicRefusal {
  return refuse('POLICY_VIOLATION', 'Excessively large number of partitions per request.');
}

function refuse(error: TopicError, message: string): TopicRefusal {
  return { error, message };
}
