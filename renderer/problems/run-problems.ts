import type { NodeStatus } from '../../shared/contract/index.ts';
import { stateTitle } from '../state/state-word.ts';
import type { Problem } from './problem.ts';

/** What is wrong with nodes of a run, in the words that they show it with. */
export function runProblems(statuses: Readonly<Record<string, NodeStatus>>): Problem[] {
  return Object.entries(statuses).flatMap(([element, status]): Problem[] => {
    const { state, reason } = status;
    if (reason === undefined || (state !== 'error' && state !== 'stalled' && state !== 'warning')) return [];
    return [
      {
        code: `run-${state === 'warning' ? status.trouble : state}`,
        severity: state === 'error' ? 'error' : 'warning',
        message: titleOf(status),
        remedy: reason,
        place: { element },
        ofRun: true,
      },
    ];
  });
}

function titleOf(status: NodeStatus): string {
  if (status.state === 'error') return status.errors === 1 ? '1 error' : `${status.errors.toLocaleString('en')} errors`;
  const tellsLag = status.state === 'stalled' || status.trouble === 'falling-behind';
  const lag = status.kind === 'consumer' && tellsLag ? (status.lag ?? 0) : 0;
  return lag > 0 ? `${stateTitle(status)}, lag ${lag.toLocaleString('en')}` : stateTitle(status);
}
