import type { NodeState, NodeStatus } from '../../../shared/contract/index.ts';

export interface ServiceSummary {
  readonly perSecond: number;
  readonly lag: number;
  /** Of the node that is worst off; of one among those where it is the same. */
  readonly worst: NodeStatus;
}

const badness: Record<NodeState, number> = {
  error: 3,
  stalled: 2,
  warning: 1,
  starting: 0,
  running: 0,
  idle: 0,
  stopped: 0,
};

/** What a folded service says of its nodes; undefined where nothing is known of any. */
export function summaryOf(statuses: readonly NodeStatus[]): ServiceSummary | undefined {
  const [first, ...rest] = statuses;
  if (!first) return undefined;
  return {
    perSecond: statuses.reduce((sum, status) => sum + status.perSecond, 0),
    lag: statuses.reduce((sum, status) => sum + (status.kind === 'consumer' ? (status.lag ?? 0) : 0), 0),
    worst: rest.reduce((worst, status) => (badness[status.state] > badness[worst.state] ? status : worst), first),
  };
}
