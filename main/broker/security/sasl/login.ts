import { type Principal, principalText, userPrincipal } from '../principal.ts';
import type { SaslExchange, SaslStep } from './exchange.ts';
import { plainExchange } from './plain.ts';
import { scramExchange } from './scram-exchange.ts';
import { type ScramCredential, type ScramMechanism } from './scram-credential.ts';

export const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

/** What logins are checked against, the same for all connections of a listener. */
export interface LoginRealm {
  /** `sasl.enabled.mechanisms` */
  readonly mechanisms: readonly SaslMechanism[];
  /** `connections.max.reauth.ms`: how long a login lasts; 0 for as long as its connection. */
  readonly sessionLifetimeMs: number;
  readonly passwordOf: (user: string) => string | undefined;
  readonly credentialOf: (user: string, mechanism: ScramMechanism) => ScramCredential | undefined;
  readonly nowMs: () => number;
}

/** A request that isn't in its place. `error`: the client can be told by a response of the API's own. */
export interface OutOfPlace {
  reason: string;
  error: 'ILLEGAL_SASL_STATE' | undefined;
}

export type HandshakeAnswer =
  | { error: undefined }
  /** The connection stays: it is logged in already. */
  | { error: 'ILLEGAL_SASL_STATE' }
  /** The connection ends. */
  | { error: 'UNSUPPORTED_SASL_MECHANISM' };

export type AuthenticateAnswer =
  | { error: undefined; token: Uint8Array; sessionLifetimeMs: number }
  /** The connection ends. */
  | { error: 'SASL_AUTHENTICATION_FAILED'; message: string };

interface Exchange {
  readonly mechanism: SaslMechanism;
  readonly steps: SaslExchange;
  /** Tokens come in SaslAuthenticate; else, after version 0 of the handshake, they are frames by themselves. */
  readonly isFramed: boolean;
}

/** Who is logged in, and how. */
interface LoggedIn {
  readonly principal: Principal;
  readonly mechanism: SaslMechanism;
  /** When the login ends; undefined for never. */
  readonly untilMs: number | undefined;
}

const api = { saslHandshake: 17, apiVersions: 18, saslAuthenticate: 36 } as const;
/** A connection may log in again no sooner. */
const leastBetweenLoginsMs = 1000;

/**
 * How far the login of one connection has come, and what it may ask meanwhile. Before the handshake ApiVersions, once; then
 * tokens only, until one of them ends the exchange. A login that ends by itself may be renewed on the same connection, by the
 * same user and mechanism. Source: KIP-43, KIP-152, KIP-368 (logging in again).
 */
export class Login {
  readonly #realm: LoginRealm;
  #hasAskedVersions = false;
  #exchange: Exchange | undefined;
  #current: LoggedIn | undefined;
  #lastBeginMs = -Infinity;
  /** A renewal by another mechanism is refused with its first token, as Kafka does. */
  #wrongMechanism: string | undefined;

  constructor(realm: LoginRealm) {
    this.#realm = realm;
  }

  /** undefined until somebody has logged in. */
  get principal(): Principal | undefined {
    return this.#current?.principal;
  }

  /** The next frame is a token, not a request. */
  get awaitsBareToken(): boolean {
    return this.#exchange !== undefined && !this.#exchange.isFramed;
  }

  get mechanisms(): readonly SaslMechanism[] {
    return this.#realm.mechanisms;
  }

  /** Why a request of this API can't be answered now; undefined where it can. */
  refusalOf(apiKey: number, apiName: string): OutOfPlace | undefined {
    if (this.#exchange) {
      if (apiKey === api.saslAuthenticate) return undefined;
      const reason = `Unexpected Kafka request of type ${apiName} during SASL authentication.`;
      return { reason, error: 'ILLEGAL_SASL_STATE' };
    }
    if (this.#current) {
      const { untilMs } = this.#current;
      const isOver = untilMs !== undefined && this.#realm.nowMs() > untilMs;
      return isOver && apiKey !== api.saslHandshake
        ? { reason: 'the login has expired and was not renewed', error: undefined }
        : undefined;
    }
    const isInPlace = apiKey === api.saslHandshake || (apiKey === api.apiVersions && !this.#hasAskedVersions);
    if (isInPlace) return undefined;
    return { reason: `Unexpected Kafka request of type ${apiName} during SASL handshake.`, error: undefined };
  }

  /** ApiVersions was answered; asking again before the login is a mistake. */
  noteVersionsAsked(): void {
    this.#hasAskedVersions = true;
  }

  handshake(wanted: string, isFramed: boolean): HandshakeAnswer {
    const nowMs = this.#realm.nowMs();
    if (this.#current) {
      const mayRenew = this.#current.untilMs !== undefined && nowMs - this.#lastBeginMs >= leastBetweenLoginsMs;
      if (!mayRenew) return { error: 'ILLEGAL_SASL_STATE' };
    }
    const mechanism = this.#realm.mechanisms.find((enabled) => enabled === wanted);
    if (!mechanism) return { error: 'UNSUPPORTED_SASL_MECHANISM' };
    const former = this.#current?.mechanism;
    this.#wrongMechanism =
      former === undefined || former === mechanism
        ? undefined
        : `SASL mechanism '${mechanism}' requested by client is not supported for re-authentication of mechanism '${former}'`;
    this.#lastBeginMs = nowMs;
    this.#exchange = { mechanism, steps: this.#begin(mechanism), isFramed };
    return { error: undefined };
  }

  /** undefined where no exchange is under way. */
  authenticate(token: Uint8Array): AuthenticateAnswer | undefined {
    const exchange = this.#exchange;
    if (!exchange) return undefined;
    const step: SaslStep =
      this.#wrongMechanism === undefined
        ? exchange.steps.answer(token)
        : { type: 'failed', message: this.#wrongMechanism };
    switch (step.type) {
      case 'challenge':
        return { error: undefined, token: step.token, sessionLifetimeMs: 0 };
      case 'failed':
        return this.#fail(step.message ?? this.#invalidCredentials(exchange.mechanism));
      case 'done':
        return this.#finish(exchange, step);
    }
  }

  #finish({ mechanism }: Exchange, { user, token }: { user: string; token: Uint8Array }): AuthenticateAnswer {
    const principal = userPrincipal(user);
    const former = this.#current?.principal;
    if (former && former.name !== user) {
      const [from, to] = [principalText(former).replace(':', '.'), principalText(principal).replace(':', '.')];
      return this.#fail(`Cannot change principals during re-authentication from ${from}: ${to}`);
    }
    const lifetimeMs = this.#realm.sessionLifetimeMs;
    this.#exchange = undefined;
    this.#current = { principal, mechanism, untilMs: lifetimeMs > 0 ? this.#realm.nowMs() + lifetimeMs : undefined };
    return { error: undefined, token, sessionLifetimeMs: lifetimeMs };
  }

  /** Nothing of the connection is to be believed any more. */
  #fail(message: string): AuthenticateAnswer {
    this.#current = undefined;
    this.#exchange = undefined;
    return { error: 'SASL_AUTHENTICATION_FAILED', message };
  }

  #invalidCredentials(mechanism: SaslMechanism): string {
    const what = this.#current ? 're-authentication' : 'authentication';
    return `Authentication failed during ${what} due to invalid credentials with SASL mechanism ${mechanism}`;
  }

  #begin(mechanism: SaslMechanism): SaslExchange {
    const { passwordOf, credentialOf } = this.#realm;
    if (mechanism === 'PLAIN') return plainExchange(passwordOf);
    return scramExchange({ mechanism, credentialOf: (user) => credentialOf(user, mechanism) });
  }
}
