export { readClientProperties } from '../../clients/index.ts';
export type { RuntimeReport } from '../../runtime/index.ts';
export { startSession } from './session.ts';
export { sessionStopped, TopicsMissing } from './session-fault.ts';
export { within } from './within.ts';
export type {
  CodeFiles,
  Deployment,
  Session,
  SessionChange,
  SessionOptions,
  SessionTracing,
  SessionTarget,
  StartedSession,
} from './session-types.ts';
export type { RunNodeStatus, RunStatus } from './status/run-status.ts';
export { createTemporaryBroker } from './temporary-broker.ts';
export type { BrokerAddress, EmbeddedBroker, EmbeddedBrokerEvents } from './embedded-broker.ts';
export { NodeIds } from './node-ids.ts';
export type {
  EdgeStatistics,
  SessionDiagnosticCode,
  SessionEvent,
  SessionFaultCode,
  SessionStart,
  SessionState,
  SessionTopic,
} from './session-event.ts';
export { systemClock } from './system-clock.ts';
