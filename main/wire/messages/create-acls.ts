import { int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** CreateAcls: API key 30. */
export const createAclsRequest = defineMessage({
  name: 'CreateAclsRequest',
  versions: '1-3',
  flexible: '2+',
  fields: {
    creations: structs(
      {
        resourceType: int8('0+'),
        resourceName: string('0+'),
        resourcePatternType: int8('1+', { default: 3 }),
        principal: string('0+'),
        host: string('0+'),
        operation: int8('0+'),
        permissionType: int8('0+'),
      },
      '0+',
    ),
  },
});

export const createAclsResponse = defineMessage({
  name: 'CreateAclsResponse',
  versions: '1-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    results: structs({ errorCode: int16('0+'), errorMessage: string('0+', { nullable: '0+' }) }, '0+'),
  },
});
