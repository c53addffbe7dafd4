import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Access } from '../security/acl/access.ts';
import { implementApi } from './api.ts';
import { zeroTopicId } from './partitions.ts';
import { repeatedOf } from './repeated.ts';

/** From this version on topics are told by name or id, each in an object of its own. */
const firstVersionByTopicId = 6;

interface WantedTopic {
  name: string | null;
  topicId: string;
}

/** Deletes topics with their records and what groups committed to them. Versions 1 to 6. Source: KIP-4, KIP-516. */
export const deleteTopics = implementApi({
  kafka: kafkaApis.deleteTopics,
  answer(request, { broker, apiVersion, access }) {
    const wanted: WantedTopic[] =
      apiVersion >= firstVersionByTopicId
        ? request.topics
        : request.topicNames.map((name) => ({ name, topicId: zeroTopicId }));
    const repeated = repeatedTopics(wanted);
    const answered = new Set<string>();
    const responses = [];
    for (const topic of wanted) {
      const key = keyOf(topic);
      if (!repeated.has(key)) responses.push(deleteOne(topic, broker.cluster, access));
      else if (!answered.has(key))
        responses.push(failed(topic, 'INVALID_REQUEST', `Duplicate topic ${duplicateKind(topic)}.`));
      answered.add(key);
    }
    return { throttleTimeMs: 0, responses };
  },
});

function deleteOne(wanted: WantedTopic, cluster: Cluster, access: Access) {
  const byId = wanted.topicId !== zeroTopicId;
  if (byId && wanted.name !== null) {
    return failed(wanted, 'INVALID_REQUEST', 'You may not specify both topic name and topic id.');
  }
  if (!byId && wanted.name === null) {
    return failed(wanted, 'INVALID_REQUEST', 'Neither topic name nor id were specified.');
  }
  const topic = byId ? cluster.topicById(wanted.topicId) : cluster.topicByName(wanted.name ?? '');
  const name = topic?.name ?? wanted.name;
  if (name !== null) {
    const mayAll = access.mayCluster('delete');
    const mayKnow = mayAll || access.may('describe', 'topic', name);
    const mayDelete = mayAll || access.may('delete', 'topic', name);
    // Whether a topic is there is told to those only who may describe it; and its name, where an id was given.
    if (!mayKnow || (topic && !mayDelete)) {
      const told = byId && mayKnow ? { ...wanted, name } : wanted;
      return failed(told, 'TOPIC_AUTHORIZATION_FAILED', 'Topic authorization failed.');
    }
  }
  if (!topic) {
    return byId
      ? failed(wanted, 'UNKNOWN_TOPIC_ID', 'This server does not host this topic ID.')
      : failed(wanted, 'UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
  }
  cluster.deleteTopic(topic);
  return { name: topic.name, topicId: topic.topicId, errorCode: 0, errorMessage: null };
}

function failed({ name, topicId }: WantedTopic, error: KafkaErrorName, errorMessage: string) {
  return { name, topicId, errorCode: kafkaErrorCode(error), errorMessage };
}

/** Only what names a topic by either means can be the same topic twice. */
function repeatedTopics(topics: readonly WantedTopic[]): Set<string> {
  const keys = topics.filter((topic) => (topic.name === null) !== (topic.topicId === zeroTopicId)).map(keyOf);
  return repeatedOf(keys);
}

function keyOf({ name, topicId }: WantedTopic): string {
  return `${topicId}/${name ?? ''}`;
}

function duplicateKind({ topicId }: WantedTopic): string {
  return topicId === zeroTopicId ? 'name' : 'id';
}
