import { arrayOf, int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ListGroups: API key 16. */
export const listGroupsRequest = defineMessage({
  name: 'ListGroupsRequest',
  versions: '0-5',
  flexible: '3+',
  fields: { statesFilter: arrayOf('string', '4+'), typesFilter: arrayOf('string', '5+') },
});

export const listGroupsResponse = defineMessage({
  name: 'ListGroupsResponse',
  versions: '0-5',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32('1+', { ignorable: true }),
    errorCode: int16('0+'),
    groups: structs(
      {
        groupId: string('0+'),
        protocolType: string('0+'),
        groupState: string('4+', { ignorable: true }),
        groupType: string('5+', { ignorable: true }),
      },
      '0+',
    ),
  },
});
