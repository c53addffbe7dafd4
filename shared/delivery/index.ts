export type * from './types.ts';
export { createDelivery } from './delivery.ts';
export { createIsolationGate } from './isolation-gate.ts';
export { createAttemptLedger, type AttemptLedger } from './attempt-ledger.ts';
