import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { CommittedOffset } from '../groups/committed-partition.ts';
import { implementApi, type RequestContext } from './api.ts';
import { groupRefusal } from './coordinated.ts';
import { findTopic, zeroTopicId } from './partitions.ts';

/** From this version on several groups are asked for at once (KIP-709). */
const firstVersionWithGroups = 8;
const firstVersionWithTopicIds = 10;
/** From this version on there is room for an error of the whole group. */
const firstVersionWithGroupError = 2;

interface WantedTopic {
  name?: string;
  topicId?: string;
  partitionIndexes: readonly number[];
}

/**
 * How far groups have come. Versions 1 to 10. A group or partition that nothing was committed for has offset -1, not an error.
 * Source: KIP-848 (members of the new protocol say their epoch), KIP-447 (who wants stable offsets is told which a transaction may change yet), KIP-709 (batches), KIP-516 (topic ids).
 */
export const offsetFetch = implementApi({
  kafka: kafkaApis.offsetFetch,
  answer(request, context) {
    const { broker, apiVersion } = context;
    const byId = apiVersion >= firstVersionWithTopicIds;
    const answerGroup = (groupId: string, topics: readonly WantedTopic[] | null) =>
      (topics ?? committedTopics(context, groupId)).map((topic) =>
        answerTopic(context, groupId, topic, byId, request.requireStable),
      );
    if (apiVersion < firstVersionWithGroups) {
      const refusal = groupRefusal(context, 'describe', request.groupId);
      if (refusal) {
        // Version 1 has no room for it but with the partitions.
        const topics = apiVersion < firstVersionWithGroupError ? refusedTopics(request.topics ?? [], refusal) : [];
        return { throttleTimeMs: 0, topics, errorCode: kafkaErrorCode(refusal), groups: [] };
      }
      return { throttleTimeMs: 0, topics: answerGroup(request.groupId, request.topics), errorCode: 0, groups: [] };
    }
    const groups = request.groups.map(({ groupId, memberId, memberEpoch, topics }) => {
      const refusal = groupRefusal(context, 'describe', groupId);
      if (refusal) return { groupId, topics: [], errorCode: kafkaErrorCode(refusal) };
      const isMember = memberEpoch >= 0 && broker.groups.consumers.find(groupId) !== undefined;
      const claim = { groupId, memberId: memberId ?? '', groupInstanceId: null, generationId: memberEpoch };
      const error = isMember ? broker.groups.consumers.claimError(claim) : undefined;
      if (error !== undefined) return { groupId, topics: [], errorCode: kafkaErrorCode(error) };
      return { groupId, topics: answerGroup(groupId, topics), errorCode: 0 };
    });
    return { throttleTimeMs: 0, topics: [], errorCode: 0, groups };
  },
});

/** All that a group has committed for topics that are there. */
function committedTopics({ broker, access }: RequestContext, groupId: string): WantedTopic[] {
  const committed = [...broker.groups.offsets.topicsOf(groupId)].filter(([name]) =>
    access.may('describe', 'topic', name),
  );
  return committed.map(([name, partitions]) => ({
    name,
    topicId: broker.cluster.topicByName(name)?.topicId ?? zeroTopicId,
    partitionIndexes: [...partitions.keys()],
  }));
}

function answerTopic(
  { broker, access }: RequestContext,
  groupId: string,
  wanted: WantedTopic,
  byId: boolean,
  requireStable: boolean,
) {
  const topic = findTopic(broker, wanted, byId);
  const name = byId ? topic?.name : wanted.name;
  const partitions = wanted.partitionIndexes.map((partitionIndex) => {
    if (name === undefined) return answerPartition(partitionIndex, undefined, 'UNKNOWN_TOPIC_ID');
    if (!access.may('describe', 'topic', name)) {
      return answerPartition(partitionIndex, undefined, 'TOPIC_AUTHORIZATION_FAILED');
    }
    if (requireStable && broker.groups.offsets.isPending(groupId, name, partitionIndex)) {
      return answerPartition(partitionIndex, undefined, 'UNSTABLE_OFFSET_COMMIT');
    }
    return answerPartition(partitionIndex, broker.groups.offsets.find(groupId, name, partitionIndex), 'NONE');
  });
  return { name: name ?? '', topicId: wanted.topicId ?? zeroTopicId, partitions };
}

function refusedTopics(topics: readonly WantedTopic[], error: KafkaErrorName) {
  return topics.map(({ name, partitionIndexes }) => ({
    name: name ?? '',
    partitions: partitionIndexes.map((index) => answerPartition(index, undefined, error)),
  }));
}

function answerPartition(partitionIndex: number, committed: CommittedOffset | undefined, error: KafkaErrorName) {
  return {
    partitionIndex,
    committedOffset: committed?.offset ?? -1n,
    committedLeaderEpoch: committed?.leaderEpoch ?? -1,
    metadata: committed?.metadata ?? '',
    errorCode: kafkaErrorCode(error),
  };
}
