import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { RuntimeReport } from '../../runtime/index.ts';

/** See README.md for the way from one to the other. */
export type SessionState = 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

export type SessionFaultCode =
  /** The project has errors; they were told as diagnostics. */
  | 'project-has-errors'
  /** The embedded broker doesn't come up, or doesn't come up again. */
  | 'broker-does-not-start'
  /** The embedded broker isn't up at this moment. */
  | 'broker-not-up'
  /** The cluster gives no answer, or refuses. */
  | 'cluster-unreachable'
  /** The cluster lacks topics, and creating them wasn't allowed. */
  | 'topics-missing'
  /** The handler hosts don't come up. */
  | 'runtime-does-not-start'
  /** `stop` was called before the session ran. */
  | 'stopped';

export type SessionDiagnosticCode = 'session.partitions-differ' | 'session.nothing-ticks';

/** A topic of the session, on the cluster. */
export interface SessionTopic {
  /** The graph's name. */
  readonly topic: string;
  /** The name on the cluster, prefix included. */
  readonly kafkaName: string;
  readonly partitions: number;
  /** Whether this session created it. */
  readonly created: boolean;
}

export interface SessionStart {
  readonly bootstrap: string;
  /** Of the embedded broker, while it is the first one. */
  readonly brokerPid?: number;
  readonly seed: number;
  readonly topics: readonly SessionTopic[];
}

/** How an edge of the graph stands. Counts are exact since the session's start. */
export interface EdgeStatistics {
  readonly edgeId: string;
  readonly kind: 'publishes' | 'subscribes' | 'dead-letters';
  /** Names of the nodes. */
  readonly source: string;
  readonly target: string;
  /** Records acknowledged on an edge into a topic; events done with (handled, dead-lettered or skipped) on one out of it. */
  readonly events: number;
  /** Over the last three seconds or so. */
  readonly perSecond: number;
  /** Keys and values, over the same time. */
  readonly bytesPerSecond: number;
  /** Records that wait or are in flight: end offsets less committed ones. On `subscribes` only, once it is known. */
  readonly lag?: number;
  /** Attempts that failed on `subscribes`, ticks that failed on a producer's `publishes`. */
  readonly errors: number;
}

/** What a session tells as it goes. */
export type SessionEvent =
  | { readonly type: 'state-changed'; readonly state: SessionState }
  | ({ readonly type: 'started' } & SessionStart)
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  /** What the runtime tells of single events, nodes and processes. */
  | { readonly type: 'reported'; readonly report: RuntimeReport }
  /** The runtime left out so many reports of single events and log lines, so as to keep up. Counts stay exact. */
  | { readonly type: 'reports-dropped'; readonly count: number }
  /** Once a second, and once more at the end. */
  | { readonly type: 'statistics'; readonly edges: readonly EdgeStatistics[] }
  /** The embedded broker died; another starts at the same address after `restartDelayMs`. */
  | { readonly type: 'broker-lost'; readonly explanation: string; readonly restartDelayMs: number }
  | { readonly type: 'broker-restarted'; readonly bootstrap: string; readonly pid?: number }
  | { readonly type: 'broker-log'; readonly level: 'info' | 'warning' | 'error'; readonly message: string };
