import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { planPartitions } from '../cluster/plan-topic.ts';
import { implementApi } from './api.ts';
import { repeatedOf } from './repeated.ts';

/** Adds partitions to topics, or only says whether it could. Versions 0 to 3. Source: KIP-195. */
export const createPartitions = implementApi({
  kafka: kafkaApis.createPartitions,
  answer({ topics, validateOnly }, { broker, access }) {
    const { cluster } = broker;
    const repeated = repeatedOf(topics.map(({ name }) => name));
    const grown = topics
      .filter(({ name }) => !repeated.has(name))
      .map(({ name, count, assignments }) => {
        if (!access.may('alter', 'topic', name)) {
          return result(name, 'TOPIC_AUTHORIZATION_FAILED', 'Topic authorization failed.');
        }
        const topic = cluster.topicByName(name);
        if (!topic) return result(name, 'UNKNOWN_TOPIC_OR_PARTITION', null);
        const plan = planPartitions(topic, count, assignments, cluster);
        if ('error' in plan) return result(name, plan.error, plan.message);
        if (!validateOnly) cluster.addPartitions(topic, plan);
        return { name, errorCode: 0, errorMessage: null };
      });
    const refusals = Array.from(repeated, (name) => result(name, 'INVALID_REQUEST', 'Duplicate topic name.'));
    return { throttleTimeMs: 0, results: [...grown, ...refusals] };
  },
});

function result(name: string, error: KafkaErrorName, errorMessage: string | null) {
  return { name, errorCode: kafkaErrorCode(error), errorMessage };
}
