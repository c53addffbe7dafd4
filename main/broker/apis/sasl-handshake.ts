import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi, LastAnswer } from './api.ts';

/** From this version on the tokens that follow come in SaslAuthenticate; before, they are frames by themselves (KIP-152). */
const firstVersionWithAuthenticate = 1;

/**
 * Chooses the mechanism of a login. Versions 0 to 1. Where there is nothing to log in to, or the client is logged in for good,
 * the answer is ILLEGAL_SASL_STATE. Source: KIP-43, KIP-152, KIP-368.
 */
export const saslHandshake = implementApi({
  kafka: kafkaApis.saslHandshake,
  answer({ mechanism }, { peer, apiVersion }) {
    const { login } = peer.session;
    const illegal = { errorCode: kafkaErrorCode('ILLEGAL_SASL_STATE'), mechanisms: [] };
    if (!login) return illegal;
    const { error } = login.handshake(mechanism, apiVersion >= firstVersionWithAuthenticate);
    if (error === 'ILLEGAL_SASL_STATE') return illegal;
    const response = { errorCode: kafkaErrorCode(error ?? 'NONE'), mechanisms: [...login.mechanisms] };
    if (error === undefined) return response;
    return new LastAnswer(response, `the SASL mechanism ${JSON.stringify(mechanism.slice(0, 32))} is not enabled`);
  },
});
