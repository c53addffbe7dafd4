export { ConnectionStore, type ResolvedConnection } from './connection-store.ts';
export { testConnection } from './test-connection.ts';
