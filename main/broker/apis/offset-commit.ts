import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { checkOffsets, offsetError } from './checked-offsets.ts';

const firstVersionWithTopicIds = 10;

/**
 * Remembers how far a group has come. Versions 2 to 10. Source: KIP-320 (leader epochs), KIP-345 (static members),
 * KIP-848 (GROUP_ID_NOT_FOUND from version 9 on), KIP-516 (topic ids).
 */
export const offsetCommit = implementApi({
  kafka: kafkaApis.offsetCommit,
  answer(request, { broker, apiVersion }) {
    const { groupId, memberId, groupInstanceId } = request;
    const claim = { groupId, memberId, groupInstanceId, generationId: request.generationIdOrMemberEpoch };
    const groupError = broker.groups.commitError(claim, apiVersion);
    const { accepted, answers } = checkOffsets(broker, groupId, request.topics, apiVersion >= firstVersionWithTopicIds);
    if (groupError === undefined) broker.groups.offsets.commit(accepted);
    const topics = answers.map(({ partitions, ...topic }) => ({
      ...topic,
      partitions: partitions.map(({ partitionIndex, error }) => ({
        partitionIndex,
        errorCode: kafkaErrorCode(offsetError(error, groupError)),
      })),
    }));
    return { throttleTimeMs: 0, topics };
  },
});
