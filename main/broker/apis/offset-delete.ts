import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { groupRefusal } from './coordinated.ts';

/** Deletes a group's offsets for partitions that nobody in it reads. Version 0. Source: KIP-496. */
export const offsetDelete = implementApi({
  kafka: kafkaApis.offsetDelete,
  answer({ groupId, topics }, context) {
    const { broker, access } = context;
    const mayDelete = groupRefusal(context, 'delete', groupId) ?? broker.groups.offsetDeletion(groupId);
    if (typeof mayDelete === 'string') return { errorCode: kafkaErrorCode(mayDelete), throttleTimeMs: 0, topics: [] };
    const deleteOne = (name: string, partition: number): KafkaErrorName => {
      if (!access.may('read', 'topic', name)) return 'TOPIC_AUTHORIZATION_FAILED';
      if (!broker.cluster.topicByName(name)?.partitions[partition]) return 'UNKNOWN_TOPIC_OR_PARTITION';
      if (!mayDelete(name)) return 'GROUP_SUBSCRIBED_TO_TOPIC';
      broker.groups.offsets.forgetOffset(groupId, name, partition);
      return 'NONE';
    };
    const answered = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: kafkaErrorCode(deleteOne(name, partitionIndex)),
      })),
    }));
    return { errorCode: 0, throttleTimeMs: 0, topics: answered };
  },
});
