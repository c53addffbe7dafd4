import type { SessionFrame } from '../../shared/contract/index.ts';
import { orderBytes } from './figures-shop.ts';
import type { Look } from './independent-view.ts';

/** How far what a run of `figuresShop` tells is from what another client finds, as shares of the latter: 0.05 is 5 %. */
export interface FiguresCompared {
  /** Orders a second, as found. */
  readonly perSecond: number;
  readonly rateOff: number;
  readonly bytesOff: number;
  readonly bytesReadOff: number;
  /** Of the lags that were told, the furthest from any that was found in the second before it was told. */
  readonly lagOff: number;
  readonly framesCompared: number;
}

/** A rate is over some seconds, so what is told is compared only once it is of the time that was looked at. */
const settledAfterMs = 4000;
/** What is told is at most a second old, and a look takes its own time. */
const mayBeOldMs = 1250;

/** Throws where there is too little to compare. */
export function compareFigures(frames: readonly SessionFrame[], looks: readonly Look[]): FiguresCompared {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last) throw new Error('nothing was looked at');
  const perSecond = ((last.ends - first.ends) * 1000) / (last.timeMs - first.timeMs);
  const told = frames.filter(({ timeMs }) => timeMs > first.timeMs + settledAfterMs && timeMs < last.timeMs);
  const sent = told.flatMap(({ edges }) => edges['e0'] ?? []);
  const read = told.flatMap(({ edges }) => edges['e1'] ?? []);
  const lags = told.flatMap(({ timeMs, nodes }) => {
    const { halted } = nodes;
    return halted?.kind === 'consumer' && halted.lag !== undefined ? [{ timeMs, lag: halted.lag }] : [];
  });
  if (sent.length < 3 || read.length < 3 || lags.length < 3) throw new Error('too little was told');
  return {
    perSecond,
    rateOff: off(mean(sent.map((edge) => edge.perSecond)), perSecond),
    bytesOff: off(mean(sent.map((edge) => edge.bytesPerSecond)), perSecond * orderBytes),
    bytesReadOff: off(mean(read.map((edge) => edge.bytesPerSecond / edge.perSecond)), orderBytes),
    lagOff: Math.max(
      ...lags.map(({ timeMs, lag }) => {
        const before = looks.findLast((look) => look.timeMs <= timeMs - mayBeOldMs) ?? first;
        const after = looks.find((look) => look.timeMs >= timeMs) ?? last;
        if (lag < before.haltedLag) return off(lag, before.haltedLag);
        return lag > after.haltedLag ? off(lag, after.haltedLag) : 0;
      }),
    ),
    framesCompared: told.length,
  };
}

/** What a handler took by its own clock, at this share of its calls: 0.95 is the 95th percentile. */
export function percentileOf(timesMs: readonly number[], share: number): number {
  return timesMs.toSorted((one, other) => one - other)[Math.ceil(share * timesMs.length) - 1] ?? 0;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function off(told: number, found: number): number {
  return Math.abs(told / found - 1);
}
