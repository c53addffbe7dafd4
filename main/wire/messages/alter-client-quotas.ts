import { bool, float64, int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** AlterClientQuotas: API key 49. */
export const alterClientQuotasRequest = defineMessage({
  name: 'AlterClientQuotasRequest',
  versions: '0-1',
  flexible: '1+',
  fields: {
    entries: structs(
      {
        entity: structs({ entityType: string('0+'), entityName: string('0+', { nullable: '0+' }) }, '0+'),
        ops: structs({ key: string('0+'), value: float64('0+'), remove: bool('0+') }, '0+'),
      },
      '0+',
    ),
    validateOnly: bool('0+'),
  },
});

export const alterClientQuotasResponse = defineMessage({
  name: 'AlterClientQuotasResponse',
  versions: '0-1',
  flexible: '1+',
  fields: {
    throttleTimeMs: int32('0+'),
    entries: structs(
      {
        errorCode: int16('0+'),
        errorMessage: string('0+', { nullable: '0+' }),
        entity: structs({ entityType: string('0+'), entityName: string('0+', { nullable: '0+' }) }, '0+'),
      },
      '0+',
    ),
  },
});
