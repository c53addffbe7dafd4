import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { groupRefusal } from './coordinated.ts';

/** From this version on several members may leave at once, static ones by their instance ids. */
const firstVersionWithMembers = 3;

/** Takes members out of a group. Versions 0 to 5. Source: KIP-345 (batches), KIP-800 (reasons, which are not kept). */
export const leaveGroup = implementApi({
  kafka: kafkaApis.leaveGroup,
  answer(request, context) {
    const { broker, apiVersion } = context;
    const refusal = groupRefusal(context, 'read', request.groupId);
    if (refusal) return { throttleTimeMs: 0, errorCode: kafkaErrorCode(refusal), members: [] };
    const leaving =
      apiVersion >= firstVersionWithMembers ? request.members : [{ memberId: request.memberId, groupInstanceId: null }];
    const errors = broker.groups.leave(request.groupId, leaving);
    if (typeof errors === 'string') return { throttleTimeMs: 0, errorCode: kafkaErrorCode(errors), members: [] };
    if (apiVersion < firstVersionWithMembers) {
      return { throttleTimeMs: 0, errorCode: kafkaErrorCode(errors[0] ?? 'NONE'), members: [] };
    }
    const members = leaving.map(({ memberId, groupInstanceId }, index) => ({
      memberId,
      groupInstanceId,
      errorCode: kafkaErrorCode(errors[index] ?? 'NONE'),
    }));
    return { throttleTimeMs: 0, errorCode: 0, members };
  },
});
