import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { CommittedPartition } from '../groups/committed-offsets.ts';
import { implementApi } from './api.ts';
import { findTopic } from './partitions.ts';

const firstVersionWithTopicIds = 10;
/** `offset.metadata.max.bytes` */
const maxMetadataBytes = 4096;

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
    const byId = apiVersion >= firstVersionWithTopicIds;
    const accepted: CommittedPartition[] = [];
    const topics = request.topics.map((wanted) => {
      const topic = findTopic(broker, wanted, byId);
      const partitions = wanted.partitions.map(
        ({ partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata }) => {
          const metadata = committedMetadata ?? '';
          let error: KafkaErrorName = 'NONE';
          if (!topic) error = byId ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION';
          else if (!topic.partitions[partitionIndex]) error = 'UNKNOWN_TOPIC_OR_PARTITION';
          else if (groupError !== undefined) error = groupError;
          else if (Buffer.byteLength(metadata) > maxMetadataBytes) error = 'OFFSET_METADATA_TOO_LARGE';
          else {
            accepted.push({
              groupId,
              topic: topic.name,
              partition: partitionIndex,
              offset: committedOffset,
              leaderEpoch: committedLeaderEpoch,
              metadata,
            });
          }
          return { partitionIndex, errorCode: kafkaErrorCode(error) };
        },
      );
      return { name: wanted.name, topicId: wanted.topicId, partitions };
    });
    broker.groups.offsets.commit(accepted);
    return { throttleTimeMs: 0, topics };
  },
});
