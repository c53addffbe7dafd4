import type { Series } from '../../shared/contract/index.ts';

/** What is noted of a node each second. Undefined: not known, or nothing to measure; shown as a gap. */
export interface SeriesPoint {
  readonly perSecond: number;
  readonly lag: number | undefined;
  readonly p95Ms: number | undefined;
  readonly errorsPerSecond: number;
}

const measures = ['perSecond', 'lag', 'p95Ms', 'errorsPerSecond'] as const satisfies readonly (keyof SeriesPoint)[];

/** A look that is late by no more than this leaves no gap: rates are of the time since the one before. */
const latestMs = 5000;

const mostPoints = 600;
/** Windows ask from a whole minute on, so the last ten minutes take up to eleven. */
const mostSeconds = 720;

/** The last ten minutes by the second, and the whole run in at most 600 points whose intervals double as it goes on. Bounded. Pure. */
export class NodeSeries {
  private readonly fine: Resolution;
  private readonly whole: Resolution;

  constructor(startMs: number) {
    this.fine = new Resolution(startMs, 'slides', mostSeconds);
    this.whole = new Resolution(startMs, 'coarsens', mostPoints);
  }

  add(timeMs: number, point: SeriesPoint): void {
    this.fine.add(timeMs, point);
    this.whole.add(timeMs, point);
  }

  /** By the second where those seconds are all still there, otherwise as fine as the whole run is. */
  read(fromMs: number): Series {
    return fromMs >= this.fine.startMs ? this.fine.read(fromMs) : this.whole.read(fromMs);
  }
}

class Resolution {
  startMs: number;
  private intervalMs = 1000;
  private lastMs = Number.NEGATIVE_INFINITY;
  private readonly onFull: 'slides' | 'coarsens';
  private readonly mostPoints: number;
  private columns = emptyColumns();

  constructor(startMs: number, onFull: 'slides' | 'coarsens', most: number) {
    this.startMs = startMs;
    this.onFull = onFull;
    this.mostPoints = most;
  }

  add(timeMs: number, point: SeriesPoint): void {
    if (timeMs < this.startMs) return;
    while (this.indexOf(timeMs) >= this.mostPoints) this.makeRoom(timeMs);
    const index = this.indexOf(timeMs);
    const isLate = timeMs - this.lastMs <= latestMs;
    this.lastMs = timeMs;
    for (const measure of measures) {
      const column = this.columns[measure];
      while (column.length <= index) column.push(isLate ? (point[measure] ?? Number.NaN) : Number.NaN);
      column[index] = highest(column[index] ?? Number.NaN, point[measure] ?? Number.NaN);
    }
  }

  read(fromMs: number): Series {
    const skipped = Math.max(0, Math.floor((fromMs - this.startMs) / this.intervalMs));
    const read = (measure: (typeof measures)[number]) =>
      this.columns[measure].slice(skipped).map((value) => (Number.isNaN(value) ? null : value));
    return {
      startMs: this.startMs + skipped * this.intervalMs,
      intervalMs: this.intervalMs,
      perSecond: read('perSecond'),
      lag: read('lag'),
      p95Ms: read('p95Ms'),
      errorsPerSecond: read('errorsPerSecond'),
    };
  }

  private indexOf(timeMs: number): number {
    return Math.floor((timeMs - this.startMs) / this.intervalMs);
  }

  private makeRoom(timeMs: number): void {
    if (this.onFull === 'coarsens') {
      this.intervalMs *= 2;
      for (const measure of measures) this.columns[measure] = halved(this.columns[measure]);
      return;
    }
    const excess = this.indexOf(timeMs) - this.mostPoints + 1;
    this.startMs += excess * this.intervalMs;
    for (const measure of measures) this.columns[measure].splice(0, excess);
  }
}

function emptyColumns(): Record<(typeof measures)[number], number[]> {
  return { perSecond: [], lag: [], p95Ms: [], errorsPerSecond: [] };
}

function halved(column: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(column.length / 2) }, (_, index) =>
    highest(column[2 * index] ?? Number.NaN, column[2 * index + 1] ?? Number.NaN),
  );
}

function highest(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : Math.max(one, other);
}
