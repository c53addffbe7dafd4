import { int16, int32, int64, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** OffsetForLeaderEpoch: API key 23. */
export const offsetForLeaderEpochRequest = defineMessage({
  name: 'OffsetForLeaderEpochRequest',
  versions: '2-4',
  flexible: '4+',
  fields: {
    replicaId: int32('3+', { default: -2, ignorable: true }),
    topics: structs(
      {
        topic: string('0+'),
        partitions: structs(
          {
            partition: int32('0+'),
            currentLeaderEpoch: int32('2+', { default: -1, ignorable: true }),
            leaderEpoch: int32('0+'),
          },
          '0+',
        ),
      },
      '0+',
    ),
  },
});

export const offsetForLeaderEpochResponse = defineMessage({
  name: 'OffsetForLeaderEpochResponse',
  versions: '2-4',
  flexible: '4+',
  fields: {
    throttleTimeMs: int32('2+', { ignorable: true }),
    topics: structs(
      {
        topic: string('0+'),
        partitions: structs(
          {
            errorCode: int16('0+'),
            partition: int32('0+'),
            leaderEpoch: int32('1+', { default: -1, ignorable: true }),
            endOffset: int64('0+', { default: -1n }),
          },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
