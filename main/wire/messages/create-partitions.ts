import { arrayOf, bool, int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** CreatePartitions: API key 37. */
export const createPartitionsRequest = defineMessage({
  name: 'CreatePartitionsRequest',
  versions: '0-3',
  flexible: '2+',
  fields: {
    topics: structs(
      {
        name: string('0+'),
        count: int32('0+'),
        assignments: structs({ brokerIds: arrayOf('int32', '0+') }, '0+', { nullable: '0+' }),
      },
      '0+',
    ),
    timeoutMs: int32('0+'),
    validateOnly: bool('0+'),
  },
});

export const createPartitionsResponse = defineMessage({
  name: 'CreatePartitionsResponse',
  versions: '0-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    results: structs(
      { name: string('0+'), errorCode: int16('0+'), errorMessage: string('0+', { nullable: '0+', default: null }) },
      '0+',
    ),
  },
});
