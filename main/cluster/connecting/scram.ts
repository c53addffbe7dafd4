import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

export type ScramHash = 'sha256' | 'sha512';

const keyByteLength: Readonly<Record<ScramHash, number>> = { sha256: 32, sha512: 64 };
/** RFC 7677 asks for 4096 at least; more than the upper bound is a broker that wants to keep us busy. */
const fewestIterations = 4096;
const mostIterations = 1_000_000;
/** `n,,` in base64: no channel binding. */
const channelBinding = 'biws';

export interface ScramOptions {
  readonly hash: ScramHash;
  readonly username: string;
  readonly password: string;
  /** For tests; random otherwise. */
  readonly nonce?: string;
}

/**
 * The client's side of SCRAM (RFC 5802, RFC 7677), as Kafka has it: without channel binding and without SASLprep.
 * The three steps are called in this order. A message that the broker may not send makes the last two reject or throw.
 */
export class ScramExchange {
  readonly #options: ScramOptions;
  readonly #clientFirstBare: string;
  readonly #nonce: string;
  #serverSignature: Buffer | undefined;

  constructor(options: ScramOptions) {
    this.#options = options;
    this.#nonce = options.nonce ?? randomBytes(24).toString('base64url');
    const name = options.username.replaceAll('=', '=3D').replaceAll(',', '=2C');
    this.#clientFirstBare = `n=${name},r=${this.#nonce}`;
  }

  firstMessage(): string {
    return `n,,${this.#clientFirstBare}`;
  }

  async finalMessage(serverFirst: string): Promise<string> {
    const attributes = attributesOf(serverFirst);
    const nonce = attributes.get('r') ?? '';
    const salt = Buffer.from(attributes.get('s') ?? '', 'base64');
    const iterations = Number(attributes.get('i'));
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length || salt.length === 0) {
      throw new Error('the broker answered SCRAM with another nonce, or without salt');
    }
    if (!(iterations >= fewestIterations && iterations <= mostIterations)) {
      throw new Error(`the broker asks for ${attributes.get('i')} iterations of SCRAM`);
    }
    const { hash, password } = this.#options;
    const salted = await derive(password, salt, iterations, keyByteLength[hash], hash);
    const withoutProof = `c=${channelBinding},r=${nonce}`;
    const exchange = `${this.#clientFirstBare},${serverFirst},${withoutProof}`;
    const clientKey = this.#sign(salted, 'Client Key');
    const storedKey = createHash(hash).update(clientKey).digest();
    const signature = this.#sign(storedKey, exchange);
    const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0));
    this.#serverSignature = this.#sign(this.#sign(salted, 'Server Key'), exchange);
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`;
  }

  /** Throws where the broker doesn't know the password either. */
  checkServer(serverFinal: string): void {
    const attributes = attributesOf(serverFinal);
    const error = attributes.get('e');
    if (error !== undefined) throw new Error(`the broker ended SCRAM with ${error}`);
    const given = Buffer.from(attributes.get('v') ?? '', 'base64');
    const expected = this.#serverSignature;
    if (!expected || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Error('the broker could not prove that it knows the password');
    }
  }

  #sign(key: Buffer, text: string): Buffer {
    return createHmac(this.#options.hash, key).update(text).digest();
  }
}

/** `a=1,b=2`; a value may hold further equals signs. */
function attributesOf(message: string): Map<string, string> {
  return new Map(
    message.split(',').map((attribute): [string, string] => {
      const equals = attribute.indexOf('=');
      return [attribute.slice(0, equals), attribute.slice(equals + 1)];
    }),
  );
}
