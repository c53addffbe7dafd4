import { bool, float64, int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeClientQuotas: API key 48. */
export const describeClientQuotasRequest = defineMessage({
  name: 'DescribeClientQuotasRequest',
  versions: '0-1',
  flexible: '1+',
  fields: {
    components: structs(
      { entityType: string('0+'), matchType: int8('0+'), match: string('0+', { nullable: '0+' }) },
      '0+',
    ),
    strict: bool('0+'),
  },
});

export const describeClientQuotasResponse = defineMessage({
  name: 'DescribeClientQuotasResponse',
  versions: '0-1',
  flexible: '1+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    entries: structs(
      {
        entity: structs({ entityType: string('0+'), entityName: string('0+', { nullable: '0+' }) }, '0+'),
        values: structs({ key: string('0+'), value: float64('0+') }, '0+'),
      },
      '0+',
      { nullable: '0+' },
    ),
  },
});
