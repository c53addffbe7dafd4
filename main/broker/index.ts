export { startBroker } from './broker.ts';
export type { BrokerFaultCode } from './broker-fault.ts';
export { faultProblems, type FaultProblem } from './faults/check-faults.ts';
export type { FaultPlan, FaultRule, FaultStanding } from './faults/fault-rule.ts';
export { keepHeapSmall } from './keep-heap-small.ts';
export { fsyncPolicies } from './log/flusher.ts';
export type { BrokerLogEntry, BrokerOptions, RunningBroker } from './options.ts';
export type { SecurityOptions } from './security/security-options.ts';
export type { BrokerCommand, BrokerReport, FaultChange } from './process-messages.ts';
