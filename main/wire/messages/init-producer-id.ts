import { bool, int16, int32, int64, string } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** InitProducerId: API key 22. */
export const initProducerIdRequest = defineMessage({
  name: 'InitProducerIdRequest',
  versions: '0-6',
  flexible: '2+',
  fields: {
    transactionalId: string('0+', { nullable: '0+' }),
    transactionTimeoutMs: int32('0+'),
    producerId: int64('3+', { default: -1n }),
    producerEpoch: int16('3+', { default: -1 }),
    enable2Pc: bool('6+', { default: false }),
    keepPreparedTxn: bool('6+', { default: false }),
  },
});

export const initProducerIdResponse = defineMessage({
  name: 'InitProducerIdResponse',
  versions: '0-6',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+', { ignorable: true }),
    errorCode: int16('0+'),
    producerId: int64('0+', { default: -1n }),
    producerEpoch: int16('0+'),
    ongoingTxnProducerId: int64('6+', { default: -1n }),
    ongoingTxnProducerEpoch: int16('6+', { default: -1 }),
  },
});
