import { int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeUserScramCredentials: API key 50. */
export const describeUserScramCredentialsRequest = defineMessage({
  name: 'DescribeUserScramCredentialsRequest',
  versions: '0',
  flexible: '0+',
  fields: { users: structs({ name: string('0+') }, '0+', { nullable: '0+' }) },
});

export const describeUserScramCredentialsResponse = defineMessage({
  name: 'DescribeUserScramCredentialsResponse',
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    results: structs(
      {
        user: string('0+'),
        errorCode: int16('0+'),
        errorMessage: string('0+', { nullable: '0+' }),
        credentialInfos: structs({ mechanism: int8('0+'), iterations: int32('0+') }, '0+'),
      },
      '0+',
    ),
  },
});
