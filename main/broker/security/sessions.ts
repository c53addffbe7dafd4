import type { X509Certificate } from 'node:crypto';
import type { Clock } from '../../../shared/lib/index.ts';
import { Login, type LoginRealm, saslMechanisms } from './sasl/login.ts';
import { makeScramCredential, type ScramCredential, scramMechanisms } from './sasl/scram-credential.ts';
import type { ScramCredentials } from './sasl/scram-credentials.ts';
import { distinguishedName } from './distinguished-name.ts';
import { userPrincipal } from './principal.ts';
import type { SaslOptions, SecurityOptions } from './security-options.ts';
import { Session } from './session.ts';

/** Begins the session of a new connection, whose client may have shown a certificate. */
export type OpenSession = (certificate?: X509Certificate) => Session;

/** How each new connection of a listener begins. */
export function sessionOpener({ sasl }: SecurityOptions, credentials: ScramCredentials, clock: Clock): OpenSession {
  if (!sasl) {
    return (certificate) =>
      new Session(undefined, certificate && userPrincipal(distinguishedName(certificate.subject)));
  }
  const realm = createRealm(sasl, credentials, clock);
  return () => new Session(new Login(realm));
}

function createRealm(sasl: SaslOptions, credentials: ScramCredentials, clock: Clock): LoginRealm {
  const mechanisms = sasl.mechanisms ?? saslMechanisms;
  const passwords = new Map(sasl.users?.map(({ name, password }) => [name, password]));
  // Never written anywhere: who is taken out of the options can't log in any more after the next start.
  const ofOptions = new Map<string, ScramCredential>();
  for (const mechanism of scramMechanisms) {
    if (!mechanisms.includes(mechanism)) continue;
    for (const [user, password] of passwords)
      ofOptions.set(`${mechanism} ${user}`, makeScramCredential(mechanism, password));
  }
  return {
    mechanisms,
    sessionLifetimeMs: sasl.sessionLifetimeMs ?? 0,
    passwordOf: (user) => passwords.get(user),
    credentialOf: (user, mechanism) => ofOptions.get(`${mechanism} ${user}`) ?? credentials.of(user).get(mechanism),
    nowMs: () => clock.nowMs(),
  };
}
