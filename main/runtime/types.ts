import type { AttemptInFlight } from '../../shared/delivery/index.ts';
import type { Diagnostic } from '../../shared/graph/index.ts';
import type { ConnectionSettings } from '../../shared/connection/index.ts';
import type { Clock, Fault, ProcessHost } from '../../shared/lib/index.ts';
import type { Plan } from './plan/plan.ts';
import type { PlanAction } from './plan/plan-difference.ts';
import type { ReportBatch } from './reports.ts';

export interface RuntimeOptions {
  /** Starts the handler hosts; the runtime owns and ends them. */
  readonly processHost: ProcessHost;
  /** The cluster. Its topics must exist: the runtime creates none. */
  readonly connection: ConnectionSettings;
  readonly clock: Clock;
  /** Called with what the session tells; must not throw. */
  readonly onReports: (batch: ReportBatch) => void;
  readonly limits?: Partial<RuntimeLimits>;
  /** Where hops go; without it none are recorded. */
  readonly hops?: HopsSink;
  /** Whether hops are recorded from the beginning. True by default; `switchTracing` changes it. */
  readonly isTraced?: boolean;
}

/** Takes the hops of a session's handler hosts. */
export interface HopsSink {
  /** Hosts are numbered from 1 in a session; one that is started again is another one. */
  hostStarted(host: number, service: string): void;
  /**
   * A host has few batches under way: until this resolves it counts as one.
   */
  take(host: number, batch: ToldHops): Promise<void>;
  /**
   * Nothing comes from it any more.
   *
   * @param inFlight attempts that ended with it; it may have told of them or not
   * @param hasToldAll it ended in good order
   */
  hostEnded(host: number, inFlight: readonly AttemptInFlight[], hasToldAll: boolean): void;
}

export interface ToldHops {
  /** Of a HopWriter (shared/hops). */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many hops the host left out since its batch before, so as to keep up. */
  readonly dropped: number;
  /** All that the host recorded before is told with this; in ms since the epoch. */
  readonly untilMs: number;
  /** Records that it sent since then may count, and it won't know: they are to be read from the log. In ms since the epoch. */
  readonly untoldSinceMs?: number | undefined;
}

export interface RuntimeLimits {
  /** Heap of one worker thread, in MiB. A worker that needs more ends. 256 by default. */
  readonly workerHeapMb: number;
  /** Resident memory of one handler host, in MiB, native memory included. A host that needs more ends. 2048 by default. */
  readonly hostMemoryMb: number;
  /** Wait before a worker or a host that died is started again; doubled with each death in a row. 100 by default. */
  readonly restartDelayMs: number;
  /** 10 000 by default. */
  readonly maxRestartDelayMs: number;
  /** Longest time that a producer's handler may take for one tick. 30 000 by default. */
  readonly tickTimeoutMs: number;
}

/** A session of a graph: the handler hosts of a plan, kept running. */
export interface Runtime {
  /**
   * Starts a plan; called again, it performs the difference to the one that runs. Resolves when the actions are done:
   * members have joined, producers tick, HTTP producers listen. Calls are performed one after the other.
   *
   * A handler that doesn't compile, or whose new code fails when it is loaded, is a diagnostic: where an older one runs it
   * goes on, where none does the node stands still until a plan whose handler compiles. Rejects with a RuntimeFault where
   * a host doesn't come up.
   */
  apply(plan: Plan, texts?: HandlerTexts): Promise<ApplyOutcome>;
  /** Makes a manual producer tick. Resolves when everything that the tick emitted is acknowledged. */
  sendNow(producer: string, payload: unknown): Promise<SendOutcome>;
  /** Tries the event again that stopped a partition of a consumer (`whenExhausted: stop-partition`). */
  restartPartition(consumer: string, topic: string, partition: number): Promise<void>;
  /** Hops are recorded from now on, or no more. */
  switchTracing(isOn: boolean): void;
  /** Producers end first, then consumers finish what is in flight and commit, then the hosts end. May be called twice. */
  stop(): Promise<StopOutcome>;
}

/**
 * What a node's code is compiled from: texts by their path in the project, in place of what is on disk. Each node has its
 * own, since they are deployed one by one. Nothing by default.
 */
export type HandlerTexts = (nodeId: string) => ReadonlyMap<string, string>;

export interface ApplyOutcome {
  readonly actions: readonly PlanAction[];
  readonly diagnostics: readonly HandlerDiagnostic[];
  /** By node id: the files that the code of each node that runs is made of, by their path in the project. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

export type HandlerDiagnosticCode = 'handler.does-not-compile' | 'handler.compile-warning' | 'handler.does-not-load';
/** Of a node's handler; `place` has the node, its file and, for what the compiler says, line and column. */
export type HandlerDiagnostic = Diagnostic<HandlerDiagnosticCode>;

export type SendOutcome =
  | { readonly ok: true; readonly tickId: string; readonly eventIds: readonly string[] }
  | { readonly ok: false; readonly code: SendFailureCode; readonly message: string };

export type SendFailureCode =
  /** No producer of that name runs. */
  | 'producer-unknown'
  /** It has another trigger. */
  | 'producer-not-manual'
  /** The handler failed; the message is its error's. */
  | 'tick-failed'
  /** The session stops, or the handler host died. */
  | 'not-running';

export interface StopOutcome {
  /** Names of the services whose host did not end by the plan's `drainTimeoutMs` and was killed. */
  readonly killed: readonly string[];
}

export type RuntimeFaultCode =
  /** A handler host ended again and again before it was ready. */
  | 'host-does-not-start'
  /** Called after `stop`. */
  | 'stopped'
  /** `restartPartition`: the partition does not stand still. */
  | 'not-stopped';
export type RuntimeFault = Fault<RuntimeFaultCode>;
