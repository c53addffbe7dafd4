import { int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DeleteAcls: API key 31. */
export const deleteAclsRequest = defineMessage({
  name: 'DeleteAclsRequest',
  versions: '1-3',
  flexible: '2+',
  fields: {
    filters: structs(
      {
        resourceTypeFilter: int8('0+'),
        resourceNameFilter: string('0+', { nullable: '0+' }),
        patternTypeFilter: int8('1+', { default: 3 }),
        principalFilter: string('0+', { nullable: '0+' }),
        hostFilter: string('0+', { nullable: '0+' }),
        operation: int8('0+'),
        permissionType: int8('0+'),
      },
      '0+',
    ),
  },
});

export const deleteAclsResponse = defineMessage({
  name: 'DeleteAclsResponse',
  versions: '1-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    filterResults: structs(
      {
        errorCode: int16('0+'),
        errorMessage: string('0+', { nullable: '0+' }),
        matchingAcls: structs(
          {
            errorCode: int16('0+'),
            errorMessage: string('0+', { nullable: '0+' }),
            resourceType: int8('0+'),
            resourceName: string('0+'),
            patternType: int8('1+', { default: 3 }),
            principal: string('0+'),
            host: string('0+'),
            operation: int8('0+'),
            permissionType: int8('0+'),
          },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
