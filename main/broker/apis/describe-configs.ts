import { kafkaErrorCode, topicNameError, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import {
  configTypeNumber,
  describeBrokerConfig,
  describeTopicConfig,
  type DescribedConfig,
} from '../cluster/described-configs.ts';
import { implementApi, type BrokerContext, type RequestContext } from './api.ts';

const topicResource = 2;
const brokerResource = 4;
/** A broker's, its loggers' and those of client metrics: who may see them is a matter of the cluster. */
const clusterWide = [4, 8, 16];

type DescribeConfigsRequest = MessageValue<typeof kafkaApis.describeConfigs.request>;
type Resource = DescribeConfigsRequest['resources'][number];
type Described = { configs: DescribedConfig[] } | { error: KafkaErrorName; message: string | null };

/** The configurations of topics and of this broker. Versions 1 to 4. Source: KIP-133, KIP-226 (synonyms), KIP-569 (types). */
export const describeConfigs = implementApi({
  kafka: kafkaApis.describeConfigs,
  answer(request, context) {
    return {
      throttleTimeMs: 0,
      results: request.resources.map((resource) => answerResource(resource, request, context)),
    };
  },
});

function answerResource(resource: Resource, request: DescribeConfigsRequest, context: RequestContext) {
  const { resourceType, resourceName, configurationKeys } = resource;
  const described = deniedBy(resource, context) ?? describe(resource, context.broker);
  if ('error' in described) {
    const { error, message } = described;
    return { errorCode: kafkaErrorCode(error), errorMessage: message, resourceType, resourceName, configs: [] };
  }
  // No keys, whether null or an empty list, means all of them.
  const wanted = configurationKeys === null || configurationKeys.length === 0 ? undefined : new Set(configurationKeys);
  const configs = described.configs
    .filter(({ name }) => wanted?.has(name) ?? true)
    .map((config) => ({
      name: config.name,
      value: config.value,
      readOnly: config.isReadOnly,
      configSource: config.source,
      isSensitive: config.isSensitive,
      synonyms: request.includeSynonyms ? config.synonyms : [],
      configType: configTypeNumber[config.type],
      documentation: request.includeDocumentation ? config.documentation : null,
    }));
  return { errorCode: 0, errorMessage: null, resourceType, resourceName, configs };
}

function deniedBy({ resourceType, resourceName }: Resource, { access }: RequestContext): Described | undefined {
  if (resourceType === topicResource && !access.may('describeConfigs', 'topic', resourceName)) {
    return { error: 'TOPIC_AUTHORIZATION_FAILED', message: 'Topic authorization failed.' };
  }
  if (clusterWide.includes(resourceType) && !access.mayCluster('describeConfigs')) {
    return { error: 'CLUSTER_AUTHORIZATION_FAILED', message: 'Cluster authorization failed.' };
  }
  return undefined;
}

function describe({ resourceType, resourceName }: Resource, broker: BrokerContext): Described {
  switch (resourceType) {
    case topicResource: {
      const nameError = topicNameError(resourceName);
      if (nameError !== undefined) {
        return { error: 'INVALID_TOPIC_EXCEPTION', message: `Topic name is invalid: ${nameError}` };
      }
      const topic = broker.cluster.topicByName(resourceName);
      return topic
        ? { configs: describeTopicConfig(topic.config) }
        : { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null };
    }
    case brokerResource: {
      if (resourceName !== '' && !/^-?\d+$/.test(resourceName)) {
        return { error: 'INVALID_REQUEST', message: `Broker id must be an integer, but it is: ${resourceName}` };
      }
      if (resourceName !== '' && Number(resourceName) !== broker.nodeId) {
        const message = `Unexpected broker id, expected ${broker.nodeId} or empty string, but received ${resourceName}`;
        return { error: 'INVALID_REQUEST', message };
      }
      // The empty name asks for what was set for all brokers at run time, of which there is nothing.
      return { configs: resourceName === '' ? [] : describeBrokerConfig(brokerConfigValues(broker)) };
    }
    default:
      return { error: 'INVALID_REQUEST', message: `Resources of type ${resourceType} have no configuration here.` };
  }
}

function brokerConfigValues({ nodeId, cluster, settings }: BrokerContext) {
  const self = cluster.broker(nodeId);
  return { nodeId, listener: self ? `${self.host}:${self.port}` : '', ...settings };
}
