import { arrayOf, bool, int16, int32, int64, string, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** OffsetFetch: API key 9. */
export const offsetFetchRequest = defineMessage({
  name: 'OffsetFetchRequest',
  versions: '1-10',
  flexible: '6+',
  fields: {
    groupId: string('0-7'),
    topics: structs({ name: string('0-7'), partitionIndexes: arrayOf('int32', '0-7') }, '0-7', { nullable: '2-7' }),
    groups: structs(
      {
        groupId: string('8+'),
        memberId: string('9+', { nullable: '9+', default: null, ignorable: true }),
        memberEpoch: int32('9+', { default: -1, ignorable: true }),
        topics: structs(
          {
            name: string('8-9', { ignorable: true }),
            topicId: uuid('10+', { ignorable: true }),
            partitionIndexes: arrayOf('int32', '8+'),
          },
          '8+',
          { nullable: '8+' },
        ),
      },
      '8+',
    ),
    requireStable: bool('7+', { default: false }),
  },
});

export const offsetFetchResponse = defineMessage({
  name: 'OffsetFetchResponse',
  versions: '1-10',
  flexible: '6+',
  fields: {
    throttleTimeMs: int32('3+', { ignorable: true }),
    topics: structs(
      {
        name: string('0-7'),
        partitions: structs(
          {
            partitionIndex: int32('0-7'),
            committedOffset: int64('0-7'),
            committedLeaderEpoch: int32('5-7', { default: -1, ignorable: true }),
            metadata: string('0-7', { nullable: '0-7' }),
            errorCode: int16('0-7'),
          },
          '0-7',
        ),
      },
      '0-7',
    ),
    errorCode: int16('2-7', { default: 0, ignorable: true }),
    groups: structs(
      {
        groupId: string('8+'),
        topics: structs(
          {
            name: string('8-9', { ignorable: true }),
            topicId: uuid('10+', { ignorable: true }),
            partitions: structs(
              {
                partitionIndex: int32('8+'),
                committedOffset: int64('8+'),
                committedLeaderEpoch: int32('8+', { default: -1, ignorable: true }),
                metadata: string('8+', { nullable: '8+' }),
                errorCode: int16('8+'),
              },
              '8+',
            ),
          },
          '8+',
        ),
        errorCode: int16('8+', { default: 0 }),
      },
      '8+',
    ),
  },
});
