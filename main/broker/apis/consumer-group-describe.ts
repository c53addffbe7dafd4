import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { type Assignment, topicPartitionsOf } from '../groups/consumer/assignment.ts';
import { type BrokerContext, implementApi } from './api.ts';
import { allGroupOperations, operationsNotAsked } from './authorized-operations.ts';

/** What version 1 tells of a member: 1 is one of the new protocol, 0 a classic one amid them (KIP-1099). */
const consumerType = 1;

/** The state and the members of groups of the new protocol. Versions 0 to 1. Source: KIP-848, KIP-1099 (member types). */
export const consumerGroupDescribe = implementApi({
  kafka: kafkaApis.consumerGroupDescribe,
  answer({ groupIds, includeAuthorizedOperations }, { broker }) {
    return {
      throttleTimeMs: 0,
      groups: groupIds.map((groupId) => describeGroup(broker, groupId, includeAuthorizedOperations)),
    };
  },
});

function describeGroup(broker: BrokerContext, groupId: string, includeAuthorizedOperations: boolean) {
  const group = broker.groups.consumers.find(groupId);
  if (!group) {
    const isClassic = broker.groups.describe(groupId) !== undefined;
    return {
      errorCode: kafkaErrorCode('GROUP_ID_NOT_FOUND'),
      errorMessage: isClassic ? `Group ${groupId} is not a consumer group.` : `Group ${groupId} not found.`,
      groupId,
      groupState: '',
      groupEpoch: 0,
      assignmentEpoch: 0,
      assignorName: '',
      members: [],
      authorizedOperations: operationsNotAsked,
    };
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
    authorizedOperations: includeAuthorizedOperations ? allGroupOperations : operationsNotAsked,
  };
}
