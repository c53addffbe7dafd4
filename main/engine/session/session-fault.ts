import { Fault } from '../../../shared/lib/index.ts';
import type { SessionFaultCode } from './session-event.ts';

/** The cluster lacks topics, and creating them wasn't allowed. */
export class TopicsMissing extends Fault<SessionFaultCode> {
  /** Names on the cluster. */
  readonly topics: readonly string[];

  constructor(topics: readonly string[]) {
    super('topics-missing', `The cluster lacks these topics: ${topics.join(', ')}`);
    this.topics = topics;
  }
}

export function projectHasErrors(): Fault<SessionFaultCode> {
  return new Fault('project-has-errors', 'The project has errors, so it does not run.');
}

export function sessionStopped(): Fault<SessionFaultCode> {
  return new Fault('stopped', 'The session was stopped.');
}

/** A Fault of a session as it is; anything else as one of this code, with what it says. */
export function asSessionFault(
  error: unknown,
  code: SessionFaultCode = 'runtime-does-not-start',
): Fault<SessionFaultCode> {
  if (error instanceof Fault && sessionCodes.has(error.code)) return error as Fault<SessionFaultCode>;
  return new Fault(code, error instanceof Error ? error.message : String(error), error);
}

const sessionCodes: ReadonlySet<string> = new Set<SessionFaultCode>([
  'project-has-errors',
  'broker-does-not-start',
  'cluster-unreachable',
  'topics-missing',
  'runtime-does-not-start',
  'stopped',
]);
