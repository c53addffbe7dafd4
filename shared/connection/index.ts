export {
  connectionSchema,
  saslSchema,
  tlsSchema,
  type ConnectionSettings,
  type SaslSettings,
  type TlsSettings,
} from './connection.ts';
