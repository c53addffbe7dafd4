export type * from './types.ts';
export { createDelivery } from './delivery.ts';
export { createIsolationGate } from './isolation-gate.ts';
export { createAttemptLedger, type AttemptInFlight, type AttemptLedger } from './attempt-ledger.ts';
export { partitionKey } from './partition-key.ts';
