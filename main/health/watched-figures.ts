import type { NodeState } from '../../shared/contract/index.ts';

/** How the watched node is now; what isn't known breaks no threshold and keeps an alert as it is. */
export interface WatchedFigures {
  /** What the node is called. */
  readonly name: string;
  readonly state: NodeState;
  readonly lag?: number;
  readonly waitsMs?: number;
  readonly p95Ms?: number;
  readonly errorShare?: number;
}
