import type { SaslMechanism } from './sasl/login.ts';

/** Who may connect to a broker, and what they may do. Without any of it everybody on the machine may do everything. */
export interface SecurityOptions {
  /** Clients must log in before they can ask for anything. */
  sasl?: SaslOptions;
  /** The listener speaks TLS, and nothing else. */
  tls?: TlsOptions;
  /** Who may do what is asked of ACLs, as by Kafka's StandardAuthorizer; without it everybody may do everything. */
  authorizer?: AuthorizerOptions;
}

export interface AuthorizerOptions {
  /** As `super.users`: principals that may do everything, as in `User:alice`. */
  superUsers?: readonly string[];
  /** As `allow.everyone.if.no.acl.found`: whether what no ACL speaks of is allowed; false by default. */
  allowEveryoneIfNoAclFound?: boolean;
}

export interface TlsOptions {
  /** PEM: the broker's certificate, and those between it and its authority. */
  certificate: string;
  /** PEM */
  privateKey: string;
  privateKeyPassphrase?: string;
  /**
   * As `ssl.client.auth`: whether clients must show a certificate; `none` by default. Without SASL, whoever shows one is the
   * user that its subject names (`User:CN=alice,O=Example`).
   */
  clientAuthentication?: 'none' | 'requested' | 'required';
  /** PEM: who vouches for the certificates of clients; those that the system trusts by default. */
  clientAuthorities?: string;
}

export interface SaslOptions {
  /** As `sasl.enabled.mechanisms`; all three by default. */
  mechanisms?: readonly SaslMechanism[];
  /**
   * Who may log in by any of the mechanisms. Further users of SCRAM are kept by the cluster itself (AlterUserScramCredentials);
   * of a user who stands here, the password here is the one that counts after each start.
   */
  users?: readonly { readonly name: string; readonly password: string }[];
  /** As `connections.max.reauth.ms`: a client must log in again before so long; 0, the default, means never. */
  sessionLifetimeMs?: number;
}
