import { createHash, timingSafeEqual } from 'node:crypto';
import { type SaslExchange, saslFailed } from './exchange.ts';

/** The password of a user; undefined where nobody has the name. */
export type PasswordOf = (user: string) => string | undefined;

const otherUser = 'Authentication failed: Client requested an authorization id that is different from username';

/**
 * The broker's side of PLAIN: one token of three texts, the authorization id, the user and the password. A name that nobody
 * has takes as long as a wrong password. Source: RFC 4616.
 */
export function plainExchange(passwordOf: PasswordOf): SaslExchange {
  return {
    answer(token) {
      const texts = new TextDecoder().decode(token).split('\0');
      const [authorizationId, user, password] = texts;
      if (authorizationId === undefined || user === undefined || password === undefined || texts.length > 3) {
        return saslFailed();
      }
      if (user === '') return saslFailed('Authentication failed: username not specified');
      if (password === '') return saslFailed('Authentication failed: password not specified');
      const known = passwordOf(user);
      const isRight = timingSafeEqual(digest(password), digest(known ?? ''));
      if (known === undefined || !isRight) return saslFailed('Authentication failed: Invalid username or password');
      if (authorizationId !== '' && authorizationId !== user) return saslFailed(otherUser);
      return { type: 'done', token: new Uint8Array(0), user };
    },
  };
}

/** Of one length whatever the password is, so that comparing tells nothing of it. */
function digest(password: string): Uint8Array {
  return createHash('sha256').update(password).digest();
}
