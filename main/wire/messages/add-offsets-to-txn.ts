import { int16, int32, int64, string } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** AddOffsetsToTxn: API key 25. */
export const addOffsetsToTxnRequest = defineMessage({
  name: 'AddOffsetsToTxnRequest',
  versions: '0-4',
  flexible: '3+',
  fields: { transactionalId: string('0+'), producerId: int64('0+'), producerEpoch: int16('0+'), groupId: string('0+') },
});

export const addOffsetsToTxnResponse = defineMessage({
  name: 'AddOffsetsToTxnResponse',
  versions: '0-4',
  flexible: '3+',
  fields: { throttleTimeMs: int32('0+'), errorCode: int16('0+') },
});
