import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { planTopic } from '../cluster/plan-topic.ts';
import { describeTopicConfig } from '../cluster/described-configs.ts';
import { implementApi } from './api.ts';
import { zeroTopicId } from './partitions.ts';
import { repeatedOf } from './repeated.ts';
import { errorWhereDiskIsFull } from './storage-error.ts';

/**
 * Makes topics, or only says whether they could be made. Versions 2 to 7.
 * Source: KIP-4, KIP-464 (defaults), KIP-525 (the configuration in the response), KIP-516 (topic ids).
 */
export const createTopics = implementApi({
  kafka: kafkaApis.createTopics,
  answer({ topics, validateOnly }, { broker, access }) {
    const mayCreateAll = access.mayCluster('create');
    const { cluster, settings } = broker;
    const names = topics.map(({ name }) => name);
    const repeated = repeatedOf(names);
    const created = topics
      .filter(({ name }) => !repeated.has(name))
      .map(({ name, numPartitions, replicationFactor, assignments, configs }) => {
        if (!mayCreateAll && !access.may('create', 'topic', name)) {
          return failed(name, { error: 'TOPIC_AUTHORIZATION_FAILED', message: 'Authorization failed.' });
        }
        const asked = { name, partitionCount: numPartitions, replicationFactor, assignments, configs };
        const plan = planTopic(asked, cluster, settings);
        if ('error' in plan) return failed(name, plan);
        let topicId = zeroTopicId;
        const create = () => ({ topicId } = cluster.createTopic(plan));
        const error = validateOnly ? undefined : errorWhereDiskIsFull(create, 'KAFKA_STORAGE_ERROR');
        if (error) return failed(name, { error, message: 'The broker cannot write to its disk.' });
        const made = { name, topicId, errorCode: 0, errorMessage: null };
        if (!access.may('describeConfigs', 'topic', name)) {
          const topicConfigErrorCode = kafkaErrorCode('TOPIC_AUTHORIZATION_FAILED');
          return { ...made, topicConfigErrorCode, numPartitions: -1, replicationFactor: -1, configs: null };
        }
        return {
          ...made,
          topicConfigErrorCode: 0,
          numPartitions: plan.replicaIds.length,
          replicationFactor: plan.replicaIds[0]?.length ?? -1,
          configs: describeTopicConfig(plan.config).map(({ name, value, isReadOnly, source, isSensitive }) => ({
            name,
            value,
            readOnly: isReadOnly,
            configSource: source,
            isSensitive,
          })),
        };
      });
    const refusals = Array.from(repeated, (name) =>
      failed(name, { error: 'INVALID_REQUEST', message: 'Duplicate topic name.' }),
    );
    return { throttleTimeMs: 0, topics: [...created, ...refusals] };
  },
});

function failed(name: string, { error, message }: { error: KafkaErrorName; message: string | null }) {
  return {
    name,
    topicId: zeroTopicId,
    errorCode: kafkaErrorCode(error),
    errorMessage: message,
    topicConfigErrorCode: 0,
    numPartitions: -1,
    replicationFactor: -1,
    configs: [],
  };
}
