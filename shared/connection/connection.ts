import { z } from 'zod';

/** `host:port`; an IPv6 address stands in brackets. */
const brokerAddressSchema = z
  .string()
  .max(300)
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):([1-9]\d{0,4})$/, 'must be host:port');

export const tlsSchema = z.strictObject({
  /** PEM certificates of the authorities to trust in place of the system's. */
  ca: z.array(z.string()).optional(),
  /** PEM: the client's certificate chain. */
  cert: z.string().optional(),
  /** PEM: the client's private key. */
  key: z.string().optional(),
  passphrase: z.string().optional(),
  /** The name to verify and to send as SNI, where it isn't the broker's host. */
  serverName: z.string().max(300).optional(),
  /** False leaves the host name out of the check, as Kafka's empty `ssl.endpoint.identification.algorithm` does. */
  verifyHostName: z.boolean().optional(),
});
export type TlsSettings = z.infer<typeof tlsSchema>;

export const saslSchema = z.strictObject({
  mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
  username: z.string().min(1).max(1000),
  password: z.string().max(10_000),
});
export type SaslSettings = z.infer<typeof saslSchema>;

/** How to reach a cluster. Holds secrets: it is never logged, and no error's text quotes it. */
export const connectionSchema = z.strictObject({
  /** Bootstrap addresses. */
  brokers: z.array(brokerAddressSchema).min(1).max(100),
  clientId: z.string().min(1).max(200).optional(),
  /** Present: TLS. `{}` trusts the system's authorities. */
  tls: tlsSchema.optional(),
  sasl: saslSchema.optional(),
});
export type ConnectionSettings = z.infer<typeof connectionSchema>;
