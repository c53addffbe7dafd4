export { readClientProperties } from '../../clients/index.ts';
export type { RuntimeReport } from '../../runtime/index.ts';
export { startSession } from './session.ts';
export type { Session, SessionChange, SessionOptions, SessionTarget } from './session-types.ts';
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
