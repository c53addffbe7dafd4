import type { Diagnostic, Graph } from '../../../shared/graph/index.ts';
import type { EdgeStatistics, RuntimeReport, SessionEvent, SessionTopic } from '../../engine/index.ts';

/** Why a run ended. */
export type EndReason =
  /** `--events`: everything that they caused is handled. */
  | 'events-done'
  /** `--events`: all but what waits behind an event at which a partition stopped. */
  | 'partition-stopped'
  /** `--for`: the time is over. */
  | 'time-over'
  /** Ctrl-C, or a polite request to end. */
  | 'interrupted'
  /** Nobody reads the output any more. */
  | 'output-closed'
  | 'failed';

export interface StartedLine {
  readonly type: 'started';
  readonly project: string;
  readonly target: 'embedded' | 'external';
  readonly bootstrap: string;
  /** Of the embedded broker's first process. */
  readonly brokerPid?: number;
  readonly seed: number;
  readonly topics: readonly SessionTopic[];
}

export interface EndedLine {
  readonly type: 'ended';
  readonly reason: EndReason;
  readonly elapsedMs: number;
  /** Sums over the edges, as the last `stats` has them. */
  readonly totals: RunTotals;
}

export interface RunTotals {
  /** Records that producers emitted: what everything else came from. */
  readonly rootEvents: number;
  /** Records that consumers emitted. */
  readonly causedEvents: number;
  /** Events that a consumer handled; each group counts its own. */
  readonly handled: number;
  readonly deadLettered: number;
  /** Attempts and ticks that failed. */
  readonly errors: number;
}

/** A line of `topicraft run --json`. README.md lists the types for users; this union is all there is. */
export type RunLine =
  | StartedLine
  | ({ readonly type: 'diagnostic' } & Diagnostic)
  /** One line for each single event and each thing that happens to nodes and processes, under the report's own type. */
  | RuntimeReport
  | { readonly type: 'stats'; readonly timeMs: number; readonly edges: readonly EdgeStatistics[] }
  /** So many lines of single events were left out to keep up. `stats` and `ended` stay exact. */
  | { readonly type: 'dropped'; readonly count: number }
  | Extract<SessionEvent, { type: 'broker-lost' | 'broker-restarted' | 'broker-log' }>
  | EndedLine;

/** The line of what a session tells, or undefined where it has none. */
export function lineOf(
  event: SessionEvent,
  run: { readonly project: string; readonly target: 'embedded' | 'external'; readonly nowMs: number },
): RunLine | undefined {
  switch (event.type) {
    case 'state-changed':
      return undefined;
    case 'started': {
      return { ...event, project: run.project, target: run.target };
    }
    case 'diagnostic':
      return { type: 'diagnostic', ...event.diagnostic };
    case 'reported':
      return event.report;
    case 'reports-dropped':
      return { type: 'dropped', count: event.count };
    case 'statistics':
      return { type: 'stats', timeMs: run.nowMs, edges: event.edges };
    case 'broker-lost':
    case 'broker-restarted':
    case 'broker-log':
      return event;
  }
}

/** `isProducer` says whether a node of that name is one. */
export function totalsOf(edges: readonly EdgeStatistics[], isProducer: (name: string) => boolean): RunTotals {
  const sum = (
    kind: EdgeStatistics['kind'],
    of: 'events' | 'errors',
    wanted = (_edge: EdgeStatistics) => true,
  ): number => edges.filter((edge) => edge.kind === kind && wanted(edge)).reduce((total, edge) => total + edge[of], 0);
  const deadLettered = sum('dead-letters', 'events');
  return {
    rootEvents: sum('publishes', 'events', ({ source }) => isProducer(source)),
    causedEvents: sum('publishes', 'events', ({ source }) => !isProducer(source)),
    handled: sum('subscribes', 'events') - deadLettered,
    deadLettered,
    errors: sum('publishes', 'errors') + sum('subscribes', 'errors'),
  };
}

/** Names of the graph's producers. */
export function producersOf(graph: Graph): ReadonlySet<string> {
  return new Set(graph.nodes.filter(({ kind }) => kind === 'producer').map(({ name }) => name));
}
