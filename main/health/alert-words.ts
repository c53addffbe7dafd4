import type { AlertCondition } from '../../shared/contract/index.ts';

import type { WatchedFigures } from './watched-figures.ts';
import { durationText, numberText, percentText } from './words.ts';

/** `payment-service: lag 217, over 200`. */
export function alertWords(condition: AlertCondition, figures: WatchedFigures): string {
  return `${figures.name}: ${wordsOf(condition, figures)}`;
}

function wordsOf(
  condition: AlertCondition,
  { state, lag = 0, waitsMs = 0, p95Ms = 0, errorShare = 0 }: WatchedFigures,
): string {
  switch (condition.measure) {
    case 'lag':
      return `lag ${numberText(lag)}, over ${numberText(condition.above)}`;
    case 'waits':
      return `an event waits for ${durationText(waitsMs)}, over ${durationText(condition.aboveMs)}`;
    case 'p95':
      return `p95 is ${durationText(p95Ms)}, over ${durationText(condition.aboveMs)}`;
    case 'errors':
      return `${percentText(errorShare)} of its calls fail, over ${percentText(condition.aboveShare)}`;
    case 'state':
      return state === 'error' ? 'in error' : state;
  }
}
