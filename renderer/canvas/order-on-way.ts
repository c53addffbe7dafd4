import type { CSSProperties } from 'react';

/** However long a way is, all of it is lit after about a second. */
const mostDelays = 14;

/** When a part of a way lights up, as a style that the style sheets go by. */
export function orderOnWay(order: number): CSSProperties & Record<'--order', number> {
  return { '--order': Math.min(order, mostDelays) };
}
