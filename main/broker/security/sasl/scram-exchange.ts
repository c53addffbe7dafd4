import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type SaslExchange, saslFailed, type SaslStep } from './exchange.ts';
import {
  fewestScramIterations,
  scramHash,
  scramHmac,
  type ScramCredential,
  type ScramMechanism,
} from './scram-credential.ts';

export interface ScramOptions {
  readonly mechanism: ScramMechanism;
  /** undefined where nobody has the name. */
  readonly credentialOf: (user: string) => ScramCredential | undefined;
  /** For tests; random otherwise. */
  readonly nonce?: string;
}

/** The client's first message is answered. */
interface Waiting {
  readonly user: string;
  readonly isKnown: boolean;
  readonly credential: ScramCredential;
  readonly gs2Header: string;
  readonly before: string;
}

/** No channel binding, then perhaps an authorization id, the user, the nonce, and extensions, of which none is known here. */
const clientFirst = /^(n,(?:a=([^,]+))?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(,.*)?)$/;
const clientFinal = /^(c=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,[^,]+)*),p=([A-Za-z0-9+/]+=*)$/;
const otherUser = 'Authentication failed: Client requested an authorization id that is different from username';

/**
 * The broker's side of SCRAM, without channel binding and without SASLprep, as in Kafka. A user whom nobody knows is asked for
 * a proof like any other, with a salt that stays the same, and fails only then. Source: RFC 5802, RFC 7677.
 */
export function scramExchange({ mechanism, credentialOf, nonce: ownNonce }: ScramOptions): SaslExchange {
  let waiting: Waiting | undefined;
  let nonce = '';
  let isOver = false;

  function begin(text: string): SaslStep {
    const [, gs2Header = '', authorizationId, bare = '', saslName = '', clientNonce = '', extensions = ''] =
      clientFirst.exec(text) ?? [];
    const user = nameOf(saslName);
    // A delegation token's id in place of a name: there are no tokens here.
    if (gs2Header === '' || user === undefined || extensions.includes('tokenauth=true')) return saslFailed();
    if (authorizationId !== undefined && nameOf(authorizationId) !== user) return saslFailed(otherUser);
    const known = credentialOf(user);
    const credential = known ?? credentialOfNobody(mechanism, user);
    const { salt, iterations } = credential;
    nonce = clientNonce + (ownNonce ?? randomBytes(24).toString('base64url'));
    const challenge = `r=${nonce},s=${Buffer.from(salt).toString('base64')},i=${iterations}`;
    waiting = { user, isKnown: known !== undefined, credential, gs2Header, before: `${bare},${challenge}` };
    return { type: 'challenge', token: Buffer.from(challenge) };
  }

  function end(text: string, { user, isKnown, credential, gs2Header, before }: Waiting): SaslStep {
    const [, withoutProof = '', channel = '', givenNonce, proof = ''] = clientFinal.exec(text) ?? [];
    const isBound = Buffer.from(channel, 'base64').toString() === gs2Header;
    if (givenNonce !== nonce || !isBound) return saslFailed();
    const exchange = `${before},${withoutProof}`;
    const signature = scramHmac(mechanism, credential.storedKey, exchange);
    const proofBytes = Buffer.from(proof, 'base64');
    if (proofBytes.length !== signature.length) return saslFailed();
    const clientKey = proofBytes.map((byte, index) => byte ^ (signature[index] ?? 0));
    if (!timingSafeEqual(scramHash(mechanism, clientKey), credential.storedKey) || !isKnown) return saslFailed();
    const serverSignature = Buffer.from(scramHmac(mechanism, credential.serverKey, exchange));
    return { type: 'done', token: Buffer.from(`v=${serverSignature.toString('base64')}`), user };
  }

  return {
    answer(token) {
      if (isOver) return saslFailed();
      const text = new TextDecoder().decode(token);
      const step = waiting ? end(text, waiting) : begin(text);
      isOver = step.type !== 'challenge';
      return step;
    },
  };
}

/** A SASL name says a comma and an equals sign by escapes; undefined where another equals sign is in it. */
function nameOf(saslName: string): string | undefined {
  if (saslName === '' || /=(?!2C|3D)/.test(saslName)) return undefined;
  return saslName.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

const secretOfNobody = randomBytes(32);

/** What no password leads to, so that a name that nobody has is treated as any other. */
function credentialOfNobody(mechanism: ScramMechanism, user: string): ScramCredential {
  const secretFor = (purpose: string): Buffer =>
    createHmac('sha512', secretOfNobody).update(`${purpose}\n${mechanism}\n${user}`).digest();
  return {
    salt: secretFor('salt').subarray(0, 24),
    iterations: fewestScramIterations,
    storedKey: scramHash(mechanism, secretFor('stored key')),
    serverKey: secretFor('server key'),
  };
}
