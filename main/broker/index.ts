export { startBroker } from './broker.ts';
export type { BrokerFaultCode } from './broker-fault.ts';
export { fsyncPolicies } from './log/flusher.ts';
export type { BrokerLogEntry, BrokerOptions, RunningBroker } from './options.ts';
export type { SecurityOptions } from './security/security-options.ts';
export type { BrokerCommand, BrokerReport } from './process-messages.ts';
