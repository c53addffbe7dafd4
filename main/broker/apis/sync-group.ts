import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { SyncAnswer } from '../groups/group-types.ts';
import { implementApi } from './api.ts';
import { groupRefusal } from './coordinated.ts';

/** From this version on a member says which protocol it follows, and must. */
const firstVersionWithProtocol = 5;

/** Gives the leader's assignment to each member. Versions 0 to 5. Source: KIP-345 (static members), KIP-559 (protocol). */
export const syncGroup = implementApi({
  kafka: kafkaApis.syncGroup,
  async answer(request, context) {
    const { broker, apiVersion } = context;
    const { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName } = request;
    if (groupId !== '' && apiVersion >= firstVersionWithProtocol && (protocolType === null || protocolName === null)) {
      return refused('INCONSISTENT_GROUP_PROTOCOL');
    }
    const refusal = groupRefusal(context, 'read', groupId);
    if (refusal) return refused(refusal);
    // Copies, since a group lives longer than the request that its bytes are views of.
    const assignments = request.assignments.map(({ memberId, assignment }) => ({
      memberId,
      assignment: assignment.slice(),
    }));
    const asked = { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName, assignments };
    const answer = await new Promise<SyncAnswer>((respond) => broker.groups.sync(asked, respond));
    if (answer.error !== undefined) return refused(answer.error);
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      protocolType: answer.protocolType,
      protocolName: answer.protocolName,
      assignment: answer.assignment,
    };
  },
});

function refused(error: KafkaErrorName) {
  const assignment = new Uint8Array(0);
  return { throttleTimeMs: 0, errorCode: kafkaErrorCode(error), protocolType: null, protocolName: null, assignment };
}
