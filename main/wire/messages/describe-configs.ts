import { arrayOf, bool, int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeConfigs: API key 32. */
export const describeConfigsRequest = defineMessage({
  name: 'DescribeConfigsRequest',
  versions: '1-4',
  flexible: '4+',
  fields: {
    resources: structs(
      {
        resourceType: int8('0+'),
        resourceName: string('0+'),
        configurationKeys: arrayOf('string', '0+', { nullable: '0+' }),
      },
      '0+',
    ),
    includeSynonyms: bool('1+', { default: false }),
    includeDocumentation: bool('3+', { default: false }),
  },
});

export const describeConfigsResponse = defineMessage({
  name: 'DescribeConfigsResponse',
  versions: '1-4',
  flexible: '4+',
  fields: {
    throttleTimeMs: int32('0+'),
    results: structs(
      {
        errorCode: int16('0+'),
        errorMessage: string('0+', { nullable: '0+' }),
        resourceType: int8('0+'),
        resourceName: string('0+'),
        configs: structs(
          {
            name: string('0+'),
            value: string('0+', { nullable: '0+' }),
            readOnly: bool('0+'),
            configSource: int8('1+', { default: -1, ignorable: true }),
            isSensitive: bool('0+'),
            synonyms: structs(
              { name: string('1+'), value: string('1+', { nullable: '0+' }), source: int8('1+') },
              '1+',
              { ignorable: true },
            ),
            configType: int8('3+', { default: 0, ignorable: true }),
            documentation: string('3+', { nullable: '0+', ignorable: true }),
          },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
