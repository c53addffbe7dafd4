import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { checkOffsets, offsetError } from './checked-offsets.ts';
import { groupRefusal } from './coordinated.ts';
import { errorWhereDiskIsFull } from './storage-error.ts';

const firstVersionWithTopicIds = 10;

/**
 * Remembers how far a group has come. Versions 2 to 10. Source: KIP-320 (leader epochs), KIP-345 (static members),
 * KIP-848 (GROUP_ID_NOT_FOUND from version 9 on), KIP-516 (topic ids).
 */
export const offsetCommit = implementApi({
  kafka: kafkaApis.offsetCommit,
  answer(request, context) {
    const { broker, apiVersion } = context;
    const { groupId, memberId, groupInstanceId } = request;
    const claim = { groupId, memberId, groupInstanceId, generationId: request.generationIdOrMemberEpoch };
    const denied = groupRefusal(context, 'read', groupId);
    const groupError = denied ?? broker.groups.commitError(claim, apiVersion);
    const { accepted, answers } = checkOffsets(
      context,
      groupId,
      request.topics,
      apiVersion >= firstVersionWithTopicIds,
    );
    // On a full disk Kafka's coordinator too says that it is none: clients look for it again, and so ask again.
    const refusal = groupError ?? errorWhereDiskIsFull(() => broker.groups.offsets.commit(accepted), 'NOT_COORDINATOR');
    const topics = answers.map(({ partitions, ...topic }) => ({
      ...topic,
      partitions: partitions.map(({ partitionIndex, error }) => ({
        partitionIndex,
        errorCode: kafkaErrorCode(denied ?? offsetError(error, refusal)),
      })),
    }));
    return { throttleTimeMs: 0, topics };
  },
});
