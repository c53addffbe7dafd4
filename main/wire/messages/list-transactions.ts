import { arrayOf, int16, int32, int64, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ListTransactions: API key 66. */
export const listTransactionsRequest = defineMessage({
  name: 'ListTransactionsRequest',
  versions: '0-2',
  flexible: '0+',
  fields: {
    stateFilters: arrayOf('string', '0+'),
    producerIdFilters: arrayOf('int64', '0+'),
    durationFilter: int64('1+', { default: -1n }),
    transactionalIdPattern: string('2+', { nullable: '2+', default: null }),
  },
});

export const listTransactionsResponse = defineMessage({
  name: 'ListTransactionsResponse',
  versions: '0-2',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    unknownStateFilters: arrayOf('string', '0+'),
    transactionStates: structs(
      { transactionalId: string('0+'), producerId: int64('0+'), transactionState: string('0+') },
      '0+',
    ),
  },
});
