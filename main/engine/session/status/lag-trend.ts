const windowMs = 12_000;
/** A trend over less would take each commit for one. */
const shortestSpanMs = 6000;
/** Growth and backlog below these are noise. */
const leastGrowthPerSecond = 0.3;
const leastLag = 5;
/** A backlog that is worked off within this time is no backlog: it comes with the commits. */
const leastLagMs = 1000;

/**
 * Whether a lag grows, and since when nothing moves. Lag is a sawtooth, since offsets are committed every so often: so the lowest
 * points of an earlier and a later half are compared. Pure.
 */
export class LagTrend {
  private samples: { readonly timeMs: number; readonly lag: number }[] = [];
  private waitingSinceMs: number | undefined;

  add(timeMs: number, lag: number): void {
    this.samples.push({ timeMs, lag });
    this.samples = this.samples.filter((sample) => sample.timeMs > timeMs - windowMs);
    if (lag === 0) this.waitingSinceMs = undefined;
    else this.waitingSinceMs ??= timeMs;
  }

  /** An event was worked on: nothing stands still. */
  moved(timeMs: number): void {
    if (this.waitingSinceMs !== undefined) this.waitingSinceMs = timeMs;
  }

  /** Since when events wait and nothing is done with any; undefined where none waits. */
  get waitsSinceMs(): number | undefined {
    return this.waitingSinceMs;
  }

  /**
   * Events a second by which the lag grows; undefined where it doesn't, or is next to nothing.
   *
   * @param donePerSecond what the consumer gets done, of all its topics
   */
  growsBy(donePerSecond = 0): number | undefined {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    const noise = Math.max(leastLag, (donePerSecond * leastLagMs) / 1000);
    if (!first || !last || last.lag < noise || last.timeMs - first.timeMs < shortestSpanMs) return undefined;
    const middleMs = (first.timeMs + last.timeMs) / 2;
    const earlier = this.samples.filter(({ timeMs }) => timeMs <= middleMs);
    const later = this.samples.filter(({ timeMs }) => timeMs > middleMs);
    const growth = (lowest(later) - lowest(earlier)) / ((last.timeMs - first.timeMs) / 2000);
    return growth >= leastGrowthPerSecond ? growth : undefined;
  }
}

function lowest(samples: readonly { readonly lag: number }[]): number {
  return Math.min(...samples.map(({ lag }) => lag));
}
