import { int16, int32, int64, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ListOffsets: API key 2. */
export const listOffsetsRequest = defineMessage({
  name: 'ListOffsetsRequest',
  versions: '1-11',
  flexible: '6+',
  fields: {
    replicaId: int32('0+'),
    isolationLevel: int8('2+'),
    topics: structs(
      {
        name: string('0+'),
        partitions: structs(
          {
            partitionIndex: int32('0+'),
            currentLeaderEpoch: int32('4+', { default: -1, ignorable: true }),
            timestamp: int64('0+'),
          },
          '0+',
        ),
      },
      '0+',
    ),
    timeoutMs: int32('10+', { ignorable: true }),
  },
});

export const listOffsetsResponse = defineMessage({
  name: 'ListOffsetsResponse',
  versions: '1-11',
  flexible: '6+',
  fields: {
    throttleTimeMs: int32('2+', { ignorable: true }),
    topics: structs(
      {
        name: string('0+'),
        partitions: structs(
          {
            partitionIndex: int32('0+'),
            errorCode: int16('0+'),
            timestamp: int64('1+', { default: -1n }),
            offset: int64('1+', { default: -1n }),
            leaderEpoch: int32('4+', { default: -1 }),
          },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
