import type { EdgeStatus, NodeStatus } from '../../../../shared/contract/index.ts';
import type { EventCounts } from '../event-counts.ts';

/** A node as a run sees it; whether its code is the latest is not the run's to know. */
export type RunNodeStatus = Without<NodeStatus, 'deployment'>;
/** How a node stands at this moment. */
export type NodeFigures = Without<RunNodeStatus, 'history'>;
type Without<Status, Key extends string> = Status extends unknown ? Omit<Status, Key> : never;

export interface RunStatus {
  /** By node id. */
  readonly nodes: ReadonlyMap<string, RunNodeStatus>;
  /** By edge id; a dead-letter topic that isn't drawn has one too, see `EdgeStatistics`. */
  readonly edges: ReadonlyMap<string, EdgeStatus>;
  /** All events emitted, a second. */
  readonly perSecond: number;
}

/** What the status of a single node is made with. */
export interface Surroundings {
  readonly counts: EventCounts;
  /** Why the node's code doesn't run. */
  readonly broken: string | undefined;
  /** The cluster gives no answer. */
  readonly clusterAway: boolean;
  /** Why the cluster doesn't tell how far groups are, where it answers. */
  readonly refusedLook: string | undefined;
  readonly nowMs: number;
}
