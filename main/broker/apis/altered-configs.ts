import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Topic } from '../cluster/cluster.ts';
import { topicConfigError } from '../cluster/config-values.ts';
import type { RequestContext } from './api.ts';

export const topicResource = 2;
export const brokerResource = 4;
const knownResources = new Set([2, 4, 8, 16, 32]);
/** A broker's, its loggers' and those of client metrics: who may alter them is a matter of the cluster. */
const clusterWide = [4, 8, 16];

/** Why a configuration can't be altered so, in Kafka's situations. */
export interface ConfigRefusal {
  error: KafkaErrorName;
  message: string | null;
}

interface ConfigResource {
  resourceType: number;
  resourceName: string;
}

/**
 * Alters what can be altered here, the configurations of topics. `change` makes the new configuration of a topic; it counts for
 * open logs at once. Answers as AlterConfigs and IncrementalAlterConfigs do.
 */
export function alterResource(
  { resourceType, resourceName }: ConfigResource,
  context: RequestContext,
  validateOnly: boolean,
  change: (topic: Topic) => ReadonlyMap<string, string> | ConfigRefusal,
) {
  const refusal = alter(resourceType, resourceName, context, validateOnly, change);
  return {
    errorCode: kafkaErrorCode(refusal?.error ?? 'NONE'),
    errorMessage: refusal?.message ?? null,
    resourceType,
    resourceName,
  };
}

function alter(
  resourceType: number,
  resourceName: string,
  { broker, access }: RequestContext,
  validateOnly: boolean,
  change: (topic: Topic) => ReadonlyMap<string, string> | ConfigRefusal,
): ConfigRefusal | undefined {
  if (!knownResources.has(resourceType)) return invalid(`Unknown resource type ${resourceType}`);
  if (clusterWide.includes(resourceType) && !access.mayCluster('alterConfigs')) {
    return { error: 'CLUSTER_AUTHORIZATION_FAILED', message: 'Cluster authorization failed.' };
  }
  if (resourceType === topicResource && !access.may('alterConfigs', 'topic', resourceName)) {
    return { error: 'TOPIC_AUTHORIZATION_FAILED', message: 'Topic authorization failed.' };
  }
  if (resourceType !== topicResource) return invalid('Only the configurations of topics can be altered here.');
  const topic = broker.cluster.topicByName(resourceName);
  if (!topic) {
    return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: `The topic '${resourceName}' does not exist.` };
  }
  const config = change(topic);
  if ('error' in config) return config;
  const problem = topicConfigError(Array.from(config, ([name, value]) => ({ name, value })));
  if (problem !== undefined) return { error: 'INVALID_CONFIG', message: problem };
  if (!validateOnly) broker.cluster.configureTopic(topic, config);
  return undefined;
}

/** Two things that both APIs refuse. */
export function malformedConfigs(
  configs: readonly { name: string; value: string | null }[],
  mayBeNull: (name: string) => boolean,
): ConfigRefusal | undefined {
  const names = configs.map(({ name }) => name);
  if (new Set(names).size < names.length) return invalid('Error due to duplicate config keys');
  const nulls = configs.filter(({ name, value }) => value === null && !mayBeNull(name)).map(({ name }) => name);
  return nulls.length > 0 ? invalid(`Null value not supported for : ${nulls.join(',')}`) : undefined;
}

function invalid(message: string): ConfigRefusal {
  return { error: 'INVALID_REQUEST', message };
}
