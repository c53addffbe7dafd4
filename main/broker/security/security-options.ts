import type { SaslMechanism } from './sasl/login.ts';

/** Who may connect to a broker, and what they may do. Without any of it everybody on the machine may do everything. */
export interface SecurityOptions {
  /** Clients must log in before they can ask for anything. */
  sasl?: SaslOptions;
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
