import { bytes, int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** AlterUserScramCredentials: API key 51. */
export const alterUserScramCredentialsRequest = defineMessage({
  name: 'AlterUserScramCredentialsRequest',
  versions: '0',
  flexible: '0+',
  fields: {
    deletions: structs({ name: string('0+'), mechanism: int8('0+') }, '0+'),
    upsertions: structs(
      {
        name: string('0+'),
        mechanism: int8('0+'),
        iterations: int32('0+'),
        salt: bytes('0+'),
        saltedPassword: bytes('0+'),
      },
      '0+',
    ),
  },
});

export const alterUserScramCredentialsResponse = defineMessage({
  name: 'AlterUserScramCredentialsResponse',
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    results: structs(
      { user: string('0+'), errorCode: int16('0+'), errorMessage: string('0+', { nullable: '0+' }) },
      '0+',
    ),
  },
});
