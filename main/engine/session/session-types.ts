import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock, Fault, ProcessHost } from '../../../shared/lib/index.ts';
import type {
  HandlerTexts,
  HopsSink,
  Plan,
  PlanAction,
  PlanSource,
  RuntimeLimits,
  SendOutcome,
} from '../../runtime/index.ts';
import type { EdgeStatistics, SessionEvent, SessionFaultCode, SessionStart, SessionState } from './session-event.ts';
import type { SessionPlanOptions } from './session-plan.ts';
import type { SettlementOutcome } from './settlement.ts';
import type { SessionHealth } from './health/session-health.ts';
import type { RunStatus } from './status/run-status.ts';

/** Where a session runs. */
export type SessionTarget =
  /** The embedded broker, a process of the session. Without a folder its data is new and gone afterwards. */
  | { readonly type: 'embedded'; readonly dataDirectory?: string }
  /** A broker or cluster that isn't the session's: only with a yes are topics created, or given the partitions that they lack. */
  | {
      readonly type: 'external';
      readonly connection: ConnectionSettings;
      readonly createTopics: boolean;
      readonly growTopics?: boolean;
      /** The embedded broker of somebody else's keeping: records may be read so as to know exactly how long they wait. */
      readonly isOurs?: boolean;
    };

/** What of a project runs, where that isn't simply all of it as it stands on disk. */
export interface Deployment {
  /** What the nodes' code is made of. */
  readonly texts?: HandlerTexts;
  /** Ids of producers and consumers that stand still while the rest runs. */
  readonly stoppedNodes?: ReadonlySet<string>;
}

export interface SessionOptions extends Deployment, SessionPlanOptions {
  readonly project: PlanSource;
  readonly target: SessionTarget;
  readonly processHost: ProcessHost;
  /** Told all that happens; must not throw. */
  readonly onEvent: (event: SessionEvent) => void;
  readonly clock?: Clock;
  readonly limits?: Partial<RuntimeLimits>;
  /** Without it no hops are recorded. */
  readonly tracing?: SessionTracing;
}

/** Takes the hops of a session, and what its nodes and topics are called. */
export interface SessionTracing extends HopsSink {
  /** Whether hops are recorded from the beginning; `switchTracing` changes it. */
  readonly isOn: boolean;
  /** Before hosts start, and whenever the plan becomes another. */
  planned(plan: Plan): void;
}

/** What `change` did. */
export interface SessionChange {
  /** False where the project has errors: nothing has changed then. */
  readonly ok: boolean;
  readonly actions: readonly PlanAction[];
  /** Also told as events. A handler that doesn't compile, or doesn't load, is among them; the one before goes on in its place. */
  readonly diagnostics: readonly Diagnostic[];
  readonly files: CodeFiles;
}

export interface StartedSession extends SessionStart {
  readonly files: CodeFiles;
}

/** By node id: the files that the code of each node that runs is made of, by their path in the project. */
export type CodeFiles = ReadonlyMap<string, readonly string[]>;

/** One run of a graph. It owns its broker process, the handler hosts and the connections until it has stopped or failed. */
export interface Session {
  readonly state: SessionState;
  /** Resolves once members have joined and producers tick. Rejects with a Fault of `SessionFaultCode`. */
  readonly started: Promise<StartedSession>;
  /** Resolves with undefined once it has stopped, with the Fault where it failed; by then it owns nothing any more. */
  readonly ended: Promise<Fault<SessionFaultCode> | undefined>;
  /**
   * Takes another graph, and other handlers, of the same project while it runs: what is the same in both goes on untouched,
   * members of groups included. Missing topics are created as at the start. Rejects with a Fault: `topics-missing`,
   * `cluster-unreachable` or `stopped`, and then nothing has changed; `runtime-does-not-start` where a process doesn't come up,
   * and then the next call tries the rest. Calls are performed one after the other.
   */
  change(project: PlanSource, deployment?: Deployment): Promise<SessionChange>;
  /** Resolves when everything that `maxTicks` ticks caused is done; never without `maxTicks`, or when stopped before. */
  settled(): Promise<SettlementOutcome>;
  statistics(): readonly EdgeStatistics[];
  /** How well each part does, as of the last second. */
  readonly health: SessionHealth;
  /** How each node and edge stands now; what was counted remains when it has ended. */
  status(): RunStatus;
  /** Makes a manual producer tick. */
  sendNow(producer: string, payload: unknown): Promise<SendOutcome>;
  /**
   * Tries the event again at which a partition of a consumer stands still (`whenExhausted: stop-partition`); all by name.
   * Rejects with a RuntimeFault `not-stopped` where it doesn't.
   */
  restartPartition(consumer: string, topic: string, partition: number): Promise<void>;
  /** Hops are recorded from now on, or no more. */
  switchTracing(isOn: boolean): void;
  /** Producers end first, then consumers finish what is in flight, then the broker. Never rejects; may be called twice. */
  stop(): Promise<void>;
}
