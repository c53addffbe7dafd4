import { bytes, int16, int64, string } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** SaslAuthenticate: API key 36. */
export const saslAuthenticateRequest = defineMessage({
  name: 'SaslAuthenticateRequest',
  versions: '0-2',
  flexible: '2+',
  fields: { authBytes: bytes('0+') },
});

export const saslAuthenticateResponse = defineMessage({
  name: 'SaslAuthenticateResponse',
  versions: '0-2',
  flexible: '2+',
  fields: {
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    authBytes: bytes('0+'),
    sessionLifetimeMs: int64('1+', { ignorable: true }),
  },
});
