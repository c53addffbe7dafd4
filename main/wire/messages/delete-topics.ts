import { arrayOf, int16, int32, string, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DeleteTopics: API key 20. */
export const deleteTopicsRequest = defineMessage({
  name: 'DeleteTopicsRequest',
  versions: '1-6',
  flexible: '4+',
  fields: {
    topics: structs({ name: string('6+', { nullable: '6+', default: null }), topicId: uuid('6+') }, '6+'),
    topicNames: arrayOf('string', '0-5', { ignorable: true }),
    timeoutMs: int32('0+'),
  },
});

export const deleteTopicsResponse = defineMessage({
  name: 'DeleteTopicsResponse',
  versions: '1-6',
  flexible: '4+',
  fields: {
    throttleTimeMs: int32('1+', { ignorable: true }),
    responses: structs(
      {
        name: string('0+', { nullable: '6+' }),
        topicId: uuid('6+', { ignorable: true }),
        errorCode: int16('0+'),
        errorMessage: string('5+', { nullable: '5+', default: null, ignorable: true }),
      },
      '0+',
    ),
  },
});
