import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { JoinAnswer } from '../groups/group-types.ts';
import { implementApi } from './api.ts';
import { groupRefusal } from './coordinated.ts';

const firstVersionWithKnownMemberIds = 4;
const firstVersionWithNullProtocol = 7;
const firstVersionWithSkippedAssignment = 9;

/**
 * Joins a classic consumer group; the answer comes once the group has gathered. Versions 0 to 9.
 * Source: KIP-62, KIP-345 (static members), KIP-394 (known member ids), KIP-559 (protocol type), KIP-814 (skipped assignment).
 */
export const joinGroup = implementApi({
  kafka: kafkaApis.joinGroup,
  async answer(request, context) {
    const { broker, apiVersion, clientId, peer } = context;
    const refused = (error: KafkaErrorName, memberId: string) => ({
      throttleTimeMs: 0,
      errorCode: kafkaErrorCode(error),
      generationId: -1,
      protocolType: null,
      protocolName: apiVersion >= firstVersionWithNullProtocol ? null : '',
      leader: '',
      skipAssignment: false,
      memberId,
      members: [],
    });
    const refusal = groupRefusal(context, 'read', request.groupId);
    if (refusal) return refused(refusal, '');
    const answer = await new Promise<JoinAnswer>((respond) =>
      broker.groups.join(
        {
          groupId: request.groupId,
          memberId: request.memberId,
          groupInstanceId: request.groupInstanceId,
          clientId,
          clientHost: peer.host,
          sessionTimeoutMs: request.sessionTimeoutMs,
          // Version 0 has one timeout for both.
          rebalanceTimeoutMs: apiVersion === 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
          protocolType: request.protocolType,
          // Copies, since a group lives longer than the request that its bytes are views of.
          protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: metadata.slice() })),
          requiresKnownMemberId: apiVersion >= firstVersionWithKnownMemberIds,
          supportsSkippingAssignment: apiVersion >= firstVersionWithSkippedAssignment,
        },
        respond,
      ),
    );
    if (answer.error !== undefined) return refused(answer.error, answer.memberId);
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      generationId: answer.generationId,
      protocolType: answer.protocolType,
      protocolName: answer.protocolName,
      leader: answer.leaderId,
      skipAssignment: answer.skipAssignment,
      memberId: answer.memberId,
      members: answer.members,
    };
  },
});
