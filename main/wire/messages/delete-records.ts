import { int16, int32, int64, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DeleteRecords: API key 21. */
export const deleteRecordsRequest = defineMessage({
  name: 'DeleteRecordsRequest',
  versions: '0-2',
  flexible: '2+',
  fields: {
    topics: structs(
      { name: string('0+'), partitions: structs({ partitionIndex: int32('0+'), offset: int64('0+') }, '0+') },
      '0+',
    ),
    timeoutMs: int32('0+'),
  },
});

export const deleteRecordsResponse = defineMessage({
  name: 'DeleteRecordsResponse',
  versions: '0-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    topics: structs(
      {
        name: string('0+'),
        partitions: structs({ partitionIndex: int32('0+'), lowWatermark: int64('0+'), errorCode: int16('0+') }, '0+'),
      },
      '0+',
    ),
  },
});
