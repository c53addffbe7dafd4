import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { assignmentOf, topicPartitionsOf } from '../groups/consumer/assignment.ts';
import { heartbeatIntervalMs } from '../groups/consumer/consumer-groups.ts';
import { implementApi } from './api.ts';
import { groupRefusal, groupRefusalMessages } from './coordinated.ts';

/** From this version on a member chooses its id itself, and may subscribe by a pattern (KIP-1082). */
const firstVersionWithOwnMemberId = 1;

/**
 * Joins a group of the new protocol, stays in it, leaves it, and is told what to read: all in one request. Versions 0 to 1.
 * Source: KIP-848, KIP-1082 (member ids of the client's own).
 */
export const consumerGroupHeartbeat = implementApi({
  kafka: kafkaApis.consumerGroupHeartbeat,
  answer(request, context) {
    const { broker, apiVersion, clientId, peer, access } = context;
    const mayDescribe = (topic: string) => access.may('describe', 'topic', topic);
    const refusal = groupRefusal(context, 'read', request.groupId);
    if (refusal) return refused(refusal, groupRefusalMessages[refusal]);
    if (!(request.subscribedTopicNames ?? []).every(mayDescribe)) {
      return refused('TOPIC_AUTHORIZATION_FAILED', 'Topic authorization failed.');
    }
    const { topicPartitions, subscribedTopicNames, subscribedTopicRegex, serverAssignor, ...asked } = request;
    const answer = broker.groups.consumerHeartbeat(
      {
        ...asked,
        topicNames: subscribedTopicNames,
        topicPattern: subscribedTopicRegex,
        assignorName: serverAssignor,
        owned: topicPartitions === null ? null : assignmentOf(topicPartitions),
        clientId,
        clientHost: peer.host,
        mayDescribe,
      },
      { mayLackMemberId: apiVersion < firstVersionWithOwnMemberId },
    );
    if (answer.error !== undefined) return refused(answer.error, answer.message);
    const { memberId, memberEpoch, assignment } = answer;
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      memberId,
      memberEpoch,
      heartbeatIntervalMs: memberEpoch < 0 ? 0 : heartbeatIntervalMs,
      assignment: assignment ? { topicPartitions: topicPartitionsOf(assignment) } : null,
    };
  },
});

function refused(error: KafkaErrorName, errorMessage: string) {
  return { throttleTimeMs: 0, errorCode: kafkaErrorCode(error), errorMessage, memberEpoch: 0, heartbeatIntervalMs: 0 };
}
