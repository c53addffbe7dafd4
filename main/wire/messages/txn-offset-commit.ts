import { int16, int32, int64, string, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** TxnOffsetCommit: API key 28. */
export const txnOffsetCommitRequest = defineMessage({
  name: 'TxnOffsetCommitRequest',
  versions: '0-6',
  flexible: '3+',
  fields: {
    transactionalId: string('0+'),
    groupId: string('0+'),
    producerId: int64('0+'),
    producerEpoch: int16('0+'),
    generationIdOrMemberEpoch: int32('3+', { default: -1 }),
    memberId: string('3+', { default: '' }),
    groupInstanceId: string('3+', { nullable: '3+', default: null }),
    topics: structs(
      {
        name: string('0-5', { ignorable: true }),
        topicId: uuid('6+', { ignorable: true }),
        partitions: structs(
          {
            partitionIndex: int32('0+'),
            committedOffset: int64('0+'),
            committedLeaderEpoch: int32('2+', { default: -1, ignorable: true }),
            committedMetadata: string('0+', { nullable: '0+' }),
          },
          '0+',
        ),
      },
      '0+',
    ),
  },
});

export const txnOffsetCommitResponse = defineMessage({
  name: 'TxnOffsetCommitResponse',
  versions: '0-6',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32('0+'),
    topics: structs(
      {
        name: string('0-5', { ignorable: true }),
        topicId: uuid('6+', { ignorable: true }),
        partitions: structs({ partitionIndex: int32('0+'), errorCode: int16('0+') }, '0+'),
      },
      '0+',
    ),
  },
});
