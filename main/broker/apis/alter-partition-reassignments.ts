import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { reassign } from '../cluster/partition.ts';
import { implementApi } from './api.ts';

interface Refusal {
  error: KafkaErrorName;
  message: string | null;
}

/**
 * Gives partitions other replicas. Versions 0 to 1. Brokers share one copy of the data, so that this is done at once and nothing is
 * ever under way. Source: KIP-455, KIP-860 (whether their number may change).
 */
export const alterPartitionReassignments = implementApi({
  kafka: kafkaApis.alterPartitionReassignments,
  answer({ topics, allowReplicationFactorChange }, { broker, access }) {
    if (!access.mayCluster('alter')) {
      const errorCode = kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED');
      const errorMessage = 'Cluster authorization failed.';
      return { throttleTimeMs: 0, allowReplicationFactorChange, errorCode, errorMessage, responses: [] };
    }
    const responses = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, replicas }) => {
        const refusal = change(broker.cluster, name, partitionIndex, replicas, allowReplicationFactorChange);
        return {
          partitionIndex,
          errorCode: kafkaErrorCode(refusal?.error ?? 'NONE'),
          errorMessage: refusal?.message ?? null,
        };
      }),
    }));
    return { throttleTimeMs: 0, allowReplicationFactorChange, errorCode: 0, errorMessage: null, responses };
  },
});

/** Does it, or says why not. */
function change(
  cluster: Cluster,
  name: string,
  index: number,
  replicas: readonly number[] | null,
  mayChangeCount: boolean,
): Refusal | undefined {
  const topic = cluster.topicByName(name);
  if (!topic) return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: `Unable to find a topic named ${name}.` };
  const partition = topic.partitions[index];
  if (!partition) {
    return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: `Unable to find partition ${name}:${index}.` };
  }
  if (replicas === null) return { error: 'NO_REASSIGNMENT_IN_PROGRESS', message: null };
  if (replicas.length === 0) return wrong('an empty replica list.');
  const repeated = replicas.find((replica, at) => replicas.indexOf(replica) !== at);
  if (repeated !== undefined) return wrong(`the broker ${repeated} more than once.`);
  const stranger = replicas.find((replica) => !cluster.broker(replica));
  if (stranger !== undefined) return wrong(`broker ${stranger}, but no such broker is registered.`);
  if (!mayChangeCount && replicas.length !== partition.replicaIds.length) {
    const message = `The replication factor is changed from ${partition.replicaIds.length} to ${replicas.length}`;
    return { error: 'INVALID_REPLICATION_FACTOR', message };
  }
  const isSame = replicas.every((replica, at) => replica === partition.replicaIds[at]);
  if (isSame && replicas.length === partition.replicaIds.length) return undefined;
  cluster.changePartition(topic, reassign(partition, replicas, cluster.isUp));
  return undefined;
}

function wrong(what: string): Refusal {
  return { error: 'INVALID_REPLICA_ASSIGNMENT', message: `The manual partition assignment includes ${what}` };
}
