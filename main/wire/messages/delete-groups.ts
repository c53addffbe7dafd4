import { arrayOf, int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DeleteGroups: API key 42. */
export const deleteGroupsRequest = defineMessage({
  name: 'DeleteGroupsRequest',
  versions: '0-3',
  flexible: '2+',
  fields: { groupsNames: arrayOf('string', '0+') },
});

export const deleteGroupsResponse = defineMessage({
  name: 'DeleteGroupsResponse',
  versions: '0-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    results: structs(
      {
        groupId: string('0+'),
        errorCode: int16('0+'),
        errorMessage: string('3+', { nullable: '3+', default: null, ignorable: true }),
      },
      '0+',
    ),
  },
});
