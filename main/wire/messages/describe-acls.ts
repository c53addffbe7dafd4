import { int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeAcls: API key 29. */
export const describeAclsRequest = defineMessage({
  name: 'DescribeAclsRequest',
  versions: '1-3',
  flexible: '2+',
  fields: {
    resourceTypeFilter: int8('0+'),
    resourceNameFilter: string('0+', { nullable: '0+' }),
    patternTypeFilter: int8('1+', { default: 3 }),
    principalFilter: string('0+', { nullable: '0+' }),
    hostFilter: string('0+', { nullable: '0+' }),
    operation: int8('0+'),
    permissionType: int8('0+'),
  },
});

export const describeAclsResponse = defineMessage({
  name: 'DescribeAclsResponse',
  versions: '1-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    resources: structs(
      {
        resourceType: int8('0+'),
        resourceName: string('0+'),
        patternType: int8('1+', { default: 3 }),
        acls: structs(
          { principal: string('0+'), host: string('0+'), operation: int8('0+'), permissionType: int8('0+') },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
