import type { NodeStatus, TroubleName } from '../../shared/contract/index.ts';

/** The one word for how a node is, the same in tree, node, inspector and Problems. */
export function stateWord({ state, trouble }: Pick<NodeStatus, 'state' | 'trouble'>): string {
  return state === 'warning' && trouble !== undefined ? troubleWords[trouble] : state;
}

/** The same at the beginning of a line. */
export function stateTitle(status: Pick<NodeStatus, 'state' | 'trouble'>): string {
  const word = stateWord(status);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const troubleWords: Record<TroubleName, string> = {
  'falling-behind': 'falling behind',
  'attempts-fail': 'attempts fail',
  'instances-down': 'instances down',
  'instances-idle': 'instances idle',
  'slower-than-its-rate': 'slower than its rate',
  'hot-partition': 'hot partition',
  'skewed-key': 'skewed key',
};
