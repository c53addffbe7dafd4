import { int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** OffsetDelete: API key 47. */
export const offsetDeleteRequest = defineMessage({
  name: 'OffsetDeleteRequest',
  versions: '0',
  fields: {
    groupId: string('0+'),
    topics: structs({ name: string('0+'), partitions: structs({ partitionIndex: int32('0+') }, '0+') }, '0+'),
  },
});

export const offsetDeleteResponse = defineMessage({
  name: 'OffsetDeleteResponse',
  versions: '0',
  fields: {
    errorCode: int16('0+'),
    throttleTimeMs: int32('0+', { ignorable: true }),
    topics: structs(
      { name: string('0+'), partitions: structs({ partitionIndex: int32('0+'), errorCode: int16('0+') }, '0+') },
      '0+',
    ),
  },
});
