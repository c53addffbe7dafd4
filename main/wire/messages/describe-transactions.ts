import { arrayOf, int16, int32, int64, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeTransactions: API key 65. */
export const describeTransactionsRequest = defineMessage({
  name: 'DescribeTransactionsRequest',
  versions: '0',
  flexible: '0+',
  fields: { transactionalIds: arrayOf('string', '0+') },
});

export const describeTransactionsResponse = defineMessage({
  name: 'DescribeTransactionsResponse',
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    transactionStates: structs(
      {
        errorCode: int16('0+'),
        transactionalId: string('0+'),
        transactionState: string('0+'),
        transactionTimeoutMs: int32('0+'),
        transactionStartTimeMs: int64('0+'),
        producerId: int64('0+'),
        producerEpoch: int16('0+'),
        topics: structs({ topic: string('0+'), partitions: arrayOf('int32', '0+') }, '0+'),
      },
      '0+',
    ),
  },
});
