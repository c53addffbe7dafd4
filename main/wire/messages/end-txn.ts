import { bool, int16, int32, int64, string } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** EndTxn: API key 26. */
export const endTxnRequest = defineMessage({
  name: 'EndTxnRequest',
  versions: '0-5',
  flexible: '3+',
  fields: { transactionalId: string('0+'), producerId: int64('0+'), producerEpoch: int16('0+'), committed: bool('0+') },
});

export const endTxnResponse = defineMessage({
  name: 'EndTxnResponse',
  versions: '0-5',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    producerId: int64('5+', { default: -1n, ignorable: true }),
    producerEpoch: int16('5+', { default: -1, ignorable: true }),
  },
});
