import type { SessionFrame } from '../../shared/contract/index.ts';
import { orderBytes } from './figures-shop.ts';
import type { Look } from './independent-view.ts';

/** How far what a run of `figuresShop` tells is from what another client finds, as shares of the latter: 0.05 is 5 %. */
export interface FiguresCompared {
  /** Orders a second, as found. */
  readonly perSecond: number;
  /** Mean of the rates that were told, each beside the nearest that was found in the second before it was told. */
  readonly rateOff: number;
  readonly bytesOff: number;
  readonly bytesReadOff: number;
  /** Of the lags that were told, the furthest from any that was found in the second before it was told. */
  readonly lagOff: number;
  readonly framesCompared: number;
}

/** What is told of a rate is of three to four seconds: as many as lie between two of its samples. */
const ratesMs = [3000, 3500, 4000];
const longestRateMs = 4000;
/** What is told is at most a second old, and a look takes its own time. */
const mayBeOldMs = 1250;

/** Throws where there is too little to compare. */
export function compareFigures(frames: readonly SessionFrame[], looks: readonly Look[]): FiguresCompared {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last) throw new Error('nothing was looked at');
  const perSecond = ((last.ends - first.ends) * 1000) / (last.timeMs - first.timeMs);
  const told = frames.filter(
    ({ timeMs }) => timeMs > first.timeMs + longestRateMs + mayBeOldMs && timeMs < last.timeMs,
  );
  const sent = told.flatMap(({ timeMs, edges }) => (edges['e0'] ? [{ timeMs, ...edges['e0'] }] : []));
  const read = told.flatMap(({ edges }) => edges['e1'] ?? []);
  const lags = told.flatMap(({ timeMs, nodes }) => {
    const { halted } = nodes;
    return halted?.kind === 'consumer' && halted.lag !== undefined ? [{ timeMs, lag: halted.lag }] : [];
  });
  if (sent.length < 3 || read.length < 3 || lags.length < 3) throw new Error('too little was told');
  const nearest = (told: number, timeMs: number, bytesEach = 1): number =>
    Math.min(
      ...agesMs.flatMap((ageMs) =>
        ratesMs.map((rateMs) => off(told, rateAt(looks, timeMs - ageMs, rateMs) * bytesEach)),
      ),
    );
  return {
    perSecond,
    rateOff: mean(sent.map((edge) => nearest(edge.perSecond, edge.timeMs))),
    bytesOff: mean(sent.map((edge) => nearest(edge.bytesPerSecond, edge.timeMs, orderBytes))),
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

const agesMs = [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) => part * mayBeOldMs);

/** Orders a second over so long, until this moment. */
function rateAt(looks: readonly Look[], timeMs: number, rateMs: number): number {
  return ((endsAt(looks, timeMs) - endsAt(looks, timeMs - rateMs)) * 1000) / rateMs;
}

/** Between two looks it is taken to grow evenly. */
function endsAt(looks: readonly Look[], timeMs: number): number {
  const after = looks.findIndex((look) => look.timeMs >= timeMs);
  const [before, next] = [looks[Math.max(0, after - 1)], looks[after]];
  if (!before || !next) throw new Error('nobody looked then');
  const part = next.timeMs === before.timeMs ? 0 : (timeMs - before.timeMs) / (next.timeMs - before.timeMs);
  return before.ends + (next.ends - before.ends) * part;
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
