import { arrayOf, bool, int16, int32, string, struct, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeTopicPartitions: API key 75. */
export const describeTopicPartitionsRequest = defineMessage({
  name: 'DescribeTopicPartitionsRequest',
  versions: '0',
  flexible: '0+',
  fields: {
    topics: structs({ name: string('0+') }, '0+'),
    responsePartitionLimit: int32('0+', { default: 2000 }),
    cursor: struct({ topicName: string('0+'), partitionIndex: int32('0+') }, '0+', { nullable: '0+', default: null }),
  },
});

export const describeTopicPartitionsResponse = defineMessage({
  name: 'DescribeTopicPartitionsResponse',
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+', { ignorable: true }),
    topics: structs(
      {
        errorCode: int16('0+'),
        name: string('0+', { nullable: '0+' }),
        topicId: uuid('0+', { ignorable: true }),
        isInternal: bool('0+', { default: false, ignorable: true }),
        partitions: structs(
          {
            errorCode: int16('0+'),
            partitionIndex: int32('0+'),
            leaderId: int32('0+'),
            leaderEpoch: int32('0+', { default: -1, ignorable: true }),
            replicaNodes: arrayOf('int32', '0+'),
            isrNodes: arrayOf('int32', '0+'),
            eligibleLeaderReplicas: arrayOf('int32', '0+', { nullable: '0+', default: null }),
            lastKnownElr: arrayOf('int32', '0+', { nullable: '0+', default: null }),
            offlineReplicas: arrayOf('int32', '0+', { ignorable: true }),
          },
          '0+',
        ),
        topicAuthorizedOperations: int32('0+', { default: -2147483648 }),
      },
      '0+',
    ),
    nextCursor: struct({ topicName: string('0+'), partitionIndex: int32('0+') }, '0+', {
      nullable: '0+',
      default: null,
    }),
  },
});
