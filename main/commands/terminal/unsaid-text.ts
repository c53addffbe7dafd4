import type { Unsaid } from '../../../shared/graph/index.ts';
import type { Paint } from './paint.ts';

/** What could not be said, a line each. */
export function unsaidText(unsaid: readonly Unsaid[], paint: Paint): string {
  return unsaid.map(({ what, where, why }) => `${paint('yellow', 'not said:')} ${what}${at(where)}. ${why}\n`).join('');
}

function at({ pointer }: Unsaid['where']): string {
  return pointer === undefined || pointer === '' ? '' : ` (${pointer})`;
}
