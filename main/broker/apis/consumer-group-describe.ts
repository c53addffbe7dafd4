import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { type Assignment, topicPartitionsOf } from '../groups/consumer/assignment.ts';
import { implementApi, type RequestContext } from './api.ts';
import { operationsNotAsked } from './authorized-operations.ts';
import { groupRefusal, groupRefusalMessages } from './coordinated.ts';

/** What version 1 tells of a member: 1 is one of the new protocol, 0 a classic one amid them (KIP-1099). */
const consumerType = 1;

/** The state and the members of groups of the new protocol. Versions 0 to 1. Source: KIP-848, KIP-1099 (member types). */
export const consumerGroupDescribe = implementApi({
  kafka: kafkaApis.consumerGroupDescribe,
  answer({ groupIds, includeAuthorizedOperations }, context) {
    return {
      throttleTimeMs: 0,
      groups: groupIds.map((groupId) => describeGroup(context, groupId, includeAuthorizedOperations)),
    };
  },
});

function describeGroup(context: RequestContext, groupId: string, includeAuthorizedOperations: boolean) {
  const { broker, access } = context;
  const refusal = groupRefusal(context, 'describe', groupId);
  if (refusal) return failed(groupId, refusal, groupRefusalMessages[refusal]);
  const group = broker.groups.consumers.find(groupId);
  if (!group) {
    const isClassic = broker.groups.describe(groupId) !== undefined;
    const message = isClassic ? `Group ${groupId} is not a consumer group.` : `Group ${groupId} not found.`;
    return failed(groupId, 'GROUP_ID_NOT_FOUND', message);
  }
  const topics = new Set(
    Array.from(group.members.values(), (member) => [
      ...member.topicNames,
      ...[member.assigned, group.targetOf(member.memberId)]
        .flatMap(topicPartitionsOf)
        .map(({ topicId }) => broker.cluster.topicById(topicId)?.name ?? ''),
    ]).flat(),
  );
  if ([...topics].some((name) => name !== '' && !access.may('describe', 'topic', name))) {
    const message = 'The described group uses topics that the client is not authorized to describe.';
    return failed(groupId, 'TOPIC_AUTHORIZATION_FAILED', message);
  }
  const named = (assignment: Assignment) => ({
    topicPartitions: topicPartitionsOf(assignment).map(({ topicId, partitions }) => ({
      topicId,
      topicName: broker.cluster.topicById(topicId)?.name ?? '',
      partitions,
    })),
  });
  return {
    errorCode: 0,
    errorMessage: null,
    groupId,
    groupState: group.state,
    groupEpoch: group.epoch,
    assignmentEpoch: group.assignmentEpoch,
    assignorName: group.assignorName,
    members: Array.from(group.members.values(), (member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      rackId: member.rackId,
      memberEpoch: member.epoch,
      clientId: member.clientId,
      clientHost: member.clientHost,
      subscribedTopicNames: [...member.topicNames],
      subscribedTopicRegex: member.topicPattern ?? '',
      assignment: named(member.assigned),
      targetAssignment: named(group.targetOf(member.memberId)),
      memberType: consumerType,
    })),
    authorizedOperations: includeAuthorizedOperations ? access.operations('group', groupId) : operationsNotAsked,
  };
}

function failed(groupId: string, error: KafkaErrorName, errorMessage: string) {
  return {
    errorCode: kafkaErrorCode(error),
    errorMessage,
    groupId,
    groupState: '',
    groupEpoch: 0,
    assignmentEpoch: 0,
    assignorName: '',
    members: [],
    authorizedOperations: operationsNotAsked,
  };
}
