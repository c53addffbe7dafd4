import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { brokerResource, topicResource } from './altered-configs.ts';

const clientMetricsResource = 16;
/** From this version on other resources than the subscriptions of client metrics may be asked for (KIP-1142). */
const firstVersionWithTypes = 1;
const knownTypes = [topicResource, brokerResource, 8, clientMetricsResource, 32];

/** What has a configuration. Versions 0 to 1. There are no subscriptions of client metrics. Source: KIP-714, KIP-1142. */
export const listConfigResources = implementApi({
  kafka: kafkaApis.listConfigResources,
  answer({ resourceTypes }, { broker, apiVersion, access }) {
    if (!access.mayCluster('describeConfigs')) {
      const errorCode = kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED');
      return { throttleTimeMs: 0, errorCode, configResources: [] };
    }
    const wanted = apiVersion < firstVersionWithTypes ? [clientMetricsResource] : resourceTypes;
    if (wanted.some((type) => !knownTypes.includes(type))) {
      return { throttleTimeMs: 0, errorCode: kafkaErrorCode('UNSUPPORTED_VERSION'), configResources: [] };
    }
    const types = new Set(wanted.length === 0 ? knownTypes : wanted);
    const names = [
      ...broker.cluster.topics.map(({ name }) => ({ resourceName: name, resourceType: topicResource })),
      ...broker.cluster.brokers.map(({ nodeId }) => ({ resourceName: String(nodeId), resourceType: brokerResource })),
    ];
    const configResources = names
      .filter(({ resourceType }) => types.has(resourceType))
      .map(({ resourceName, resourceType }) => ({
        resourceName,
        ...(apiVersion < firstVersionWithTypes ? {} : { resourceType }),
      }));
    return { throttleTimeMs: 0, errorCode: 0, configResources };
  },
});
