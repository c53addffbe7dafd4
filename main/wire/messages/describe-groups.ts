import { arrayOf, bool, bytes, int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeGroups: API key 15. */
export const describeGroupsRequest = defineMessage({
  name: 'DescribeGroupsRequest',
  versions: '0-6',
  flexible: '5+',
  fields: { groups: arrayOf('string', '0+'), includeAuthorizedOperations: bool('3+') },
});

export const describeGroupsResponse = defineMessage({
  name: 'DescribeGroupsResponse',
  versions: '0-6',
  flexible: '5+',
  fields: {
    throttleTimeMs: int32('1+', { ignorable: true }),
    groups: structs(
      {
        errorCode: int16('0+'),
        errorMessage: string('6+', { nullable: '6+', default: null }),
        groupId: string('0+'),
        groupState: string('0+'),
        protocolType: string('0+'),
        protocolData: string('0+'),
        members: structs(
          {
            memberId: string('0+'),
            groupInstanceId: string('4+', { nullable: '4+', default: null, ignorable: true }),
            clientId: string('0+'),
            clientHost: string('0+'),
            memberMetadata: bytes('0+'),
            memberAssignment: bytes('0+'),
          },
          '0+',
        ),
        authorizedOperations: int32('3+', { default: -2147483648 }),
      },
      '0+',
    ),
  },
});
