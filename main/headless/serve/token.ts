import { randomBytes, timingSafeEqual } from 'node:crypto';
import { engineSocket } from '../../../shared/contract/index.ts';

/** 32 random bytes as base64url, which fits in an address and in a subprotocol. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a list of subprotocols (`Sec-WebSocket-Protocol`) has the token in it. */
export function offersToken(protocols: string | undefined, token: string): boolean {
  const wanted = Buffer.from(`${engineSocket.tokenProtocolPrefix}${token}`);
  return (protocols ?? '').split(',').some((protocol) => {
    const offered = Buffer.from(protocol.trim());
    return offered.length === wanted.length && timingSafeEqual(offered, wanted);
  });
}
