import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { CommittedOffset } from '../groups/committed-partition.ts';
import { implementApi, type BrokerContext } from './api.ts';
import { findTopic, zeroTopicId } from './partitions.ts';

/** From this version on several groups are asked for at once (KIP-709). */
const firstVersionWithGroups = 8;
const firstVersionWithTopicIds = 10;

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
  answer(request, { broker, apiVersion }) {
    const byId = apiVersion >= firstVersionWithTopicIds;
    const answerGroup = (groupId: string, topics: readonly WantedTopic[] | null) =>
      (topics ?? committedTopics(broker, groupId)).map((topic) =>
        answerTopic(broker, groupId, topic, byId, request.requireStable),
      );
    if (apiVersion < firstVersionWithGroups) {
      return { throttleTimeMs: 0, topics: answerGroup(request.groupId, request.topics), errorCode: 0, groups: [] };
    }
    const groups = request.groups.map(({ groupId, memberId, memberEpoch, topics }) => {
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
function committedTopics(broker: BrokerContext, groupId: string): WantedTopic[] {
  return Array.from(broker.groups.offsets.topicsOf(groupId), ([name, partitions]) => ({
    name,
    topicId: broker.cluster.topicByName(name)?.topicId ?? zeroTopicId,
    partitionIndexes: [...partitions.keys()],
  }));
}

function answerTopic(
  broker: BrokerContext,
  groupId: string,
  wanted: WantedTopic,
  byId: boolean,
  requireStable: boolean,
) {
  const topic = findTopic(broker, wanted, byId);
  const name = byId ? topic?.name : wanted.name;
  const partitions = wanted.partitionIndexes.map((partitionIndex) => {
    if (name === undefined) return answerPartition(partitionIndex, undefined, 'UNKNOWN_TOPIC_ID');
    if (requireStable && broker.groups.offsets.isPending(groupId, name, partitionIndex)) {
      return answerPartition(partitionIndex, undefined, 'UNSTABLE_OFFSET_COMMIT');
    }
    return answerPartition(partitionIndex, broker.groups.offsets.find(groupId, name, partitionIndex), 'NONE');
  });
  return { name: name ?? '', topicId: wanted.topicId ?? zeroTopicId, partitions };
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
