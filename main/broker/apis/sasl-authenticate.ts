import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi, LastAnswer } from './api.ts';

const outOfPlace = 'SaslAuthenticate request received after successful authentication';

/**
 * One token of a login, answered with the broker's own, and at its end with how long the login lasts. Versions 0 to 2.
 * Source: KIP-152, KIP-368 (lifetime).
 */
export const saslAuthenticate = implementApi({
  kafka: kafkaApis.saslAuthenticate,
  answer({ authBytes }, { peer }) {
    const answer = peer.session.login?.authenticate(authBytes);
    const nothing = { errorMessage: null, authBytes: new Uint8Array(0), sessionLifetimeMs: 0n };
    if (!answer) return { ...nothing, errorCode: kafkaErrorCode('ILLEGAL_SASL_STATE'), errorMessage: outOfPlace };
    if (answer.error === undefined) {
      const { token, sessionLifetimeMs } = answer;
      return { ...nothing, errorCode: 0, authBytes: token, sessionLifetimeMs: BigInt(sessionLifetimeMs) };
    }
    const { error, message } = answer;
    return new LastAnswer({ ...nothing, errorCode: kafkaErrorCode(error), errorMessage: message }, message);
  },
});
