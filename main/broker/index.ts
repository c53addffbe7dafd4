export type { BrokerLogEntry, BrokerOptions, RunningBroker } from './options.ts';
export type { BrokerCommand, BrokerReport } from './process-messages.ts';
