import { arrayOf, int16, string } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** SaslHandshake: API key 17. */
export const saslHandshakeRequest = defineMessage({
  name: 'SaslHandshakeRequest',
  versions: '0-1',
  fields: { mechanism: string('0+') },
});

export const saslHandshakeResponse = defineMessage({
  name: 'SaslHandshakeResponse',
  versions: '0-1',
  fields: { errorCode: int16('0+'), mechanisms: arrayOf('string', '0+') },
});
