import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { ConnectionSettings } from '../../../shared/kafka/index.ts';
import type { Clock, Fault, ProcessHost } from '../../../shared/lib/index.ts';
import type { PlanAction, PlanSource, RuntimeLimits, SendOutcome } from '../../runtime/index.ts';
import type { EdgeStatistics, SessionEvent, SessionFaultCode, SessionStart, SessionState } from './session-event.ts';
import type { SessionPlanOptions } from './session-plan.ts';
import type { SettlementOutcome } from './settlement.ts';

/** Where a session runs. */
export type SessionTarget =
  /** The embedded broker, a process of the session. Without a folder its data is new and gone afterwards. */
  | { readonly type: 'embedded'; readonly dataDirectory?: string }
  /** A cluster that isn't ours; topics it lacks are created only with a yes. */
  | { readonly type: 'external'; readonly connection: ConnectionSettings; readonly createTopics: boolean };

export interface SessionOptions extends SessionPlanOptions {
  readonly project: PlanSource;
  readonly target: SessionTarget;
  readonly processHost: ProcessHost;
  /** Told all that happens; must not throw. */
  readonly onEvent: (event: SessionEvent) => void;
  readonly clock?: Clock;
  readonly limits?: Partial<RuntimeLimits>;
}

/** What `change` did. */
export interface SessionChange {
  /** False where the project has errors: nothing has changed then. */
  readonly ok: boolean;
  readonly actions: readonly PlanAction[];
  /** Also told as events. A handler that doesn't compile is among them; the one before goes on in its place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One run of a graph. It owns the broker process, the handler hosts and the connections until it has stopped or failed. */
export interface Session {
  readonly state: SessionState;
  /** Resolves once members have joined and producers tick. Rejects with a Fault of `SessionFaultCode`. */
  readonly started: Promise<SessionStart>;
  /** Resolves with undefined once it has stopped, with the Fault where it failed; by then it owns nothing any more. */
  readonly ended: Promise<Fault<SessionFaultCode> | undefined>;
  /** Resolves when everything that `maxTicks` ticks caused is done; never without `maxTicks`, or when stopped before. */
  settled(): Promise<SettlementOutcome>;
  statistics(): readonly EdgeStatistics[];
  /** Makes a manual producer tick. */
  sendNow(producer: string, payload: unknown): Promise<SendOutcome>;
  /**
   * Takes another graph, and other handlers, of the same project while it runs: what is the same in both goes on untouched,
   * members of groups included. Missing topics are created as at the start. Rejects with a Fault `topics-missing`,
   * `cluster-unreachable` or `stopped`, and then nothing has changed. Calls are performed one after the other.
   */
  change(project: PlanSource): Promise<SessionChange>;
  /**
   * Tries the event again at which a partition of a consumer stands still (`whenExhausted: stop-partition`). Rejects with a
   * RuntimeFault `not-stopped` where it doesn't.
   */
  restartPartition(consumer: string, topic: string, partition: number): Promise<void>;
  /** Producers end first, then consumers finish what is in flight, then the broker. Never rejects; may be called twice. */
  stop(): Promise<void>;
}
