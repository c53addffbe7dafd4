import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import type { Topic } from '../cluster/cluster.ts';
import { planTopic } from '../cluster/plan-topic.ts';
import { implementApi, type RequestContext } from './api.ts';
import { clusterOperations, operationsNotAsked } from './authorized-operations.ts';
import { describedPartition, topicWithError } from './described-topic.ts';
import { zeroTopicId } from './partitions.ts';

type WantedTopic = NonNullable<MessageValue<typeof kafkaApis.metadata.request>['topics']>[number];

/** Topics may be asked for by id from this version on; 10 and 11 have the field and refuse its use. */
const firstVersionByTopicId = 12;

/**
 * Who the brokers are and who leads which partition. Versions 0 to 13.
 * Source: KIP-4 (creating what is asked for), KIP-516 (topic ids), KIP-430 (authorized operations).
 */
export const metadata = implementApi({
  kafka: kafkaApis.metadata,
  answer(request, context) {
    const { broker, apiVersion, access } = context;
    const { cluster } = broker;
    const clusterAuthorizedOperations = request.includeClusterAuthorizedOperations
      ? clusterOperations(access)
      : operationsNotAsked;
    if (request.topics?.some((topic) => isMalformed(topic, apiVersion))) {
      const errorCode = kafkaErrorCode('INVALID_REQUEST');
      const topics = request.topics.map(({ name, topicId }) => failedTopic(name, topicId, 'INVALID_REQUEST'));
      const nobody = { brokers: [], clusterId: null, controllerId: -1 };
      return { throttleTimeMs: 0, ...nobody, topics, clusterAuthorizedOperations: operationsNotAsked, errorCode };
    }
    return {
      throttleTimeMs: 0,
      brokers: cluster.brokers.map(({ nodeId, host, port }) => ({ nodeId, host, port, rack: null })),
      clusterId: cluster.clusterId,
      controllerId: cluster.controllerId,
      topics: wantsAllTopics(request.topics, apiVersion)
        ? cluster.topics
            .filter(({ name }) => access.may('describe', 'topic', name))
            .map((topic) => describeTopic(topic, request, context))
        : uniqueTopics(request.topics ?? []).map((wanted) => answerTopic(wanted, request, context)),
      clusterAuthorizedOperations,
      errorCode: 0,
    };
  },
});

/** Version 0 has no null: there an empty list means all. */
function wantsAllTopics(topics: readonly WantedTopic[] | null, apiVersion: number): boolean {
  return topics === null || (apiVersion === 0 && topics.length === 0);
}

function isMalformed({ name, topicId }: WantedTopic, apiVersion: number): boolean {
  const hasId = topicId !== zeroTopicId;
  return apiVersion < firstVersionByTopicId ? hasId || name === null : !hasId && name === null;
}

function uniqueTopics(topics: readonly WantedTopic[]): WantedTopic[] {
  return Array.from(new Map(topics.map((topic) => [`${topic.topicId}/${topic.name}`, topic])).values());
}

function answerTopic(
  wanted: WantedTopic,
  request: MessageValue<typeof kafkaApis.metadata.request>,
  context: RequestContext,
) {
  const { cluster } = context.broker;
  const mayDescribe = (name: string) => context.access.may('describe', 'topic', name);
  if (wanted.topicId !== zeroTopicId) {
    const topic = cluster.topicById(wanted.topicId);
    if (!topic) return failedTopic(null, wanted.topicId, 'UNKNOWN_TOPIC_ID');
    // Ids are no secret, names are.
    if (!mayDescribe(topic.name)) return failedTopic(null, wanted.topicId, 'TOPIC_AUTHORIZATION_FAILED');
    return describeTopic(topic, request, context);
  }
  const name = wanted.name ?? '';
  if (!mayDescribe(name)) return failedTopic(name, zeroTopicId, 'TOPIC_AUTHORIZATION_FAILED');
  const topic = cluster.topicByName(name) ?? createTopic(name, request.allowAutoTopicCreation, context);
  if (typeof topic === 'string') return failedTopic(name, zeroTopicId, topic);
  return describeTopic(topic, request, context);
}

/** A topic that isn't there is made, where both the client and the broker allow it; else the answer is why not. */
function createTopic(name: string, isAllowed: boolean, { broker, access }: RequestContext): Topic | KafkaErrorName {
  const asked = { name, partitionCount: -1, replicationFactor: -1, assignments: [], configs: [] };
  const plan = planTopic(asked, broker.cluster, broker.settings);
  if ('error' in plan) return plan.error;
  if (!isAllowed || !broker.settings.autoCreateTopics) return 'UNKNOWN_TOPIC_OR_PARTITION';
  const mayCreate = access.mayCluster('create') || access.may('create', 'topic', name);
  return mayCreate ? broker.cluster.createTopic(plan) : 'TOPIC_AUTHORIZATION_FAILED';
}

const failedTopic = (name: string | null, topicId: string, error: KafkaErrorName) =>
  topicWithError(name, topicId, error, operationsNotAsked);

function describeTopic(
  topic: Topic,
  request: MessageValue<typeof kafkaApis.metadata.request>,
  { access, broker }: RequestContext,
) {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.topicId,
    isInternal: false,
    partitions: topic.partitions.map((partition) => describedPartition(partition, broker.cluster)),
    topicAuthorizedOperations: request.includeTopicAuthorizedOperations
      ? access.operations('topic', topic.name)
      : operationsNotAsked,
  };
}
