import { bool, int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** IncrementalAlterConfigs: API key 44. */
export const incrementalAlterConfigsRequest = defineMessage({
  name: 'IncrementalAlterConfigsRequest',
  versions: '0-1',
  flexible: '1+',
  fields: {
    resources: structs(
      {
        resourceType: int8('0+'),
        resourceName: string('0+'),
        configs: structs(
          { name: string('0+'), configOperation: int8('0+'), value: string('0+', { nullable: '0+' }) },
          '0+',
        ),
      },
      '0+',
    ),
    validateOnly: bool('0+'),
  },
});

export const incrementalAlterConfigsResponse = defineMessage({
  name: 'IncrementalAlterConfigsResponse',
  versions: '0-1',
  flexible: '1+',
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
