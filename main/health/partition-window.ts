/** Looks of the last seconds. Whoever stands still must be named within ten, looks and frames included. */
const windowMs = 7500;
/** Of less nothing is said. */
const shortestSpanMs = 5500;
/** What comes between two commits is no backlog. */
const commitMs = 1500;
/** A backlog that stays as it is is one from here on. */
const standingBacklogMs = 4000;
const leastLag = 5;
const leastGrowthPerSecond = 0.3;

/** A partition as its reader's group and its log were at one moment. */
export interface PartitionLook {
  readonly timeMs: number;
  /** The committed offset, or where the group starts. */
  readonly position: bigint;
  readonly lag: number;
}

/** What Burrow's rules say of a partition. */
export type PartitionVerdict =
  | { readonly status: 'ok' }
  /** Its offsets move, and the lag doesn't shrink. */
  | { readonly status: 'falling-behind'; readonly growsBy: number }
  /** Events wait and its offsets don't move. */
  | { readonly status: 'standing'; readonly forMs: number; readonly growsBy: number };

/**
 * A window of looks at one partition, judged by Burrow's rules: in order, no lag now or anywhere in the window is well; offsets that
 * go back begin a new window; offsets that don't move while events wait are standing; a lag that never shrinks is falling
 * behind. See README.md for where this departs from Burrow. Bounded. Pure.
 */
export class PartitionWindow {
  private looks: PartitionLook[] = [];
  private movedMs: number | undefined;

  add(look: PartitionLook): void {
    const last = this.looks.at(-1);
    // The log began anew, or somebody set the group back.
    if (last && look.position < last.position) this.looks = [];
    if (!last || look.position !== last.position || look.lag === 0) this.movedMs = look.timeMs;
    this.looks.push(look);
    while (this.looks[0] && this.looks[0].timeMs < look.timeMs - windowMs) this.looks.shift();
  }

  get lag(): number {
    return this.looks.at(-1)?.lag ?? 0;
  }

  /** Records a second that were got done, over the window. */
  get donePerSecond(): number {
    const first = this.looks[0];
    const last = this.looks.at(-1);
    if (!first || !last || last.timeMs === first.timeMs) return 0;
    return (Number(last.position - first.position) * 1000) / (last.timeMs - first.timeMs);
  }

  verdict(): PartitionVerdict {
    const first = this.looks[0];
    const last = this.looks.at(-1);
    if (!first || !last || last.timeMs - first.timeMs < shortestSpanMs) return { status: 'ok' };
    if (this.looks.some(({ lag }) => lag === 0)) return { status: 'ok' };
    if (last.position === first.position) return this.standing(first, last);
    return this.fallingBehind(first, last);
  }

  private standing(first: PartitionLook, last: PartitionLook): PartitionVerdict {
    // Retention takes away what nobody has read.
    if (last.lag < first.lag) return { status: 'ok' };
    const growsBy = ((last.lag - first.lag) * 1000) / (last.timeMs - first.timeMs);
    return { status: 'standing', forMs: last.timeMs - (this.movedMs ?? first.timeMs), growsBy };
  }

  /** Lag is a sawtooth, since offsets are committed once a second: so the lowest points of three parts of the window are compared. */
  private fallingBehind(first: PartitionLook, last: PartitionLook): PartitionVerdict {
    const spanMs = last.timeMs - first.timeMs;
    const lows = [0, 1, 2].map((part) => {
      const from = first.timeMs + (part * spanMs) / 3;
      const to = first.timeMs + ((part + 1) * spanMs) / 3;
      const lags = this.looks.filter(({ timeMs }) => timeMs >= from && timeMs <= to).map(({ lag }) => lag);
      return Math.min(...lags);
    });
    const [early = 0, middle = 0, late = 0] = lows;
    if (!(early <= middle && middle <= late)) return { status: 'ok' };
    const growsBy = ((late - early) * 1000) / ((spanMs * 2) / 3);
    const noise = Math.max(leastLag, (this.donePerSecond * commitMs) / 1000);
    const grows = growsBy >= leastGrowthPerSecond && late > noise && last.lag > noise;
    const stands = early > Math.max(leastLag, (this.donePerSecond * standingBacklogMs) / 1000);
    return grows || stands ? { status: 'falling-behind', growsBy: Math.max(0, growsBy) } : { status: 'ok' };
  }
}
