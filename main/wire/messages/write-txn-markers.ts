import { arrayOf, bool, int16, int32, int64, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** WriteTxnMarkers: API key 27. */
export const writeTxnMarkersRequest = defineMessage({
  name: 'WriteTxnMarkersRequest',
  versions: '1-2',
  flexible: '1+',
  fields: {
    markers: structs(
      {
        producerId: int64('0+'),
        producerEpoch: int16('0+'),
        transactionResult: bool('0+'),
        topics: structs({ name: string('0+'), partitionIndexes: arrayOf('int32', '0+') }, '0+'),
        coordinatorEpoch: int32('0+'),
        transactionVersion: int8('2+', { default: 0, ignorable: true }),
      },
      '0+',
    ),
  },
});

export const writeTxnMarkersResponse = defineMessage({
  name: 'WriteTxnMarkersResponse',
  versions: '1-2',
  flexible: '1+',
  fields: {
    markers: structs(
      {
        producerId: int64('0+'),
        topics: structs(
          { name: string('0+'), partitions: structs({ partitionIndex: int32('0+'), errorCode: int16('0+') }, '0+') },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
