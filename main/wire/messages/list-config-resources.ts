import { arrayOf, int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ListConfigResources: API key 74. */
export const listConfigResourcesRequest = defineMessage({
  name: 'ListConfigResourcesRequest',
  versions: '0-1',
  flexible: '0+',
  fields: { resourceTypes: arrayOf('int8', '1+') },
});

export const listConfigResourcesResponse = defineMessage({
  name: 'ListConfigResourcesResponse',
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    configResources: structs(
      { resourceName: string('0+'), resourceType: int8('1+', { default: 16, ignorable: true }) },
      '0+',
    ),
  },
});
