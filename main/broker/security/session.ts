import { anonymous, type Principal } from './principal.ts';
import type { Login } from './sasl/login.ts';

/** Who a connection is, and what it must do to become somebody. */
export class Session {
  /** undefined on a listener without SASL. */
  readonly login: Login | undefined;
  readonly #own: Principal;

  /** `own`: who the client is without a login, by its certificate. */
  constructor(login: Login | undefined, own = anonymous) {
    this.login = login;
    this.#own = own;
  }

  get principal(): Principal {
    return this.login ? (this.login.principal ?? anonymous) : this.#own;
  }

  /** Whether the client has done all that the listener asks of it. */
  get isAuthenticated(): boolean {
    return this.login === undefined || this.login.principal !== undefined;
  }
}
