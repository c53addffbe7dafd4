import { bool, int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** AlterConfigs: API key 33. */
export const alterConfigsRequest = defineMessage({
  name: 'AlterConfigsRequest',
  versions: '0-2',
  flexible: '2+',
  fields: {
    resources: structs(
      {
        resourceType: int8('0+'),
        resourceName: string('0+'),
        configs: structs({ name: string('0+'), value: string('0+', { nullable: '0+' }) }, '0+'),
      },
      '0+',
    ),
    validateOnly: bool('0+'),
  },
});

export const alterConfigsResponse = defineMessage({
  name: 'AlterConfigsResponse',
  versions: '0-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    responses: structs(
      {
        errorCode: int16('0+'),
        errorMessage: string('0+', { nullable: '0+' }),
        resourceType: int8('0+'),
        resourceName: string('0+'),
      },
      '0+',
    ),
  },
});
