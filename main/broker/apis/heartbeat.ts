import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { groupRefusal } from './coordinated.ts';

/** A member's sign of life, answered with what it must do. Versions 0 to 4. Source: KIP-62, KIP-345 (static members). */
export const heartbeat = implementApi({
  kafka: kafkaApis.heartbeat,
  answer({ groupId, memberId, groupInstanceId, generationId }, context) {
    const error =
      groupRefusal(context, 'read', groupId) ??
      context.broker.groups.heartbeat({ groupId, memberId, groupInstanceId, generationId });
    return { throttleTimeMs: 0, errorCode: kafkaErrorCode(error ?? 'NONE') };
  },
});
