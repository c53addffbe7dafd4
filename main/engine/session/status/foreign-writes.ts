/** Over less, what was read a moment apart looks like somebody else's. */
const windowMs = 10_000;
/** More than this, and more than a twentieth of the run's own, is somebody else's. */
const leastForeignPerSecond = 2;
/** It is told when it has been so for this long, and until it hasn't been for the other. */
const settledMs = 2000;
const forgottenMs = 30_000;

interface Sample {
  readonly timeMs: number;
  readonly came: number;
  readonly own: OwnRecords;
}

/** How many records of the run's nodes to a topic were counted, when a look at its offsets began and when it had come in. */
export interface OwnRecords {
  readonly before: number;
  readonly after: number;
}

/**
 * Whether others write to a topic too. What came to it and what the run counts are never of the same moment: on a busy machine a look
 * takes seconds. So only what nothing of the run can explain counts, over all that was counted and not by rates, and the verdict stays
 * for a while, as the figures that follow from it come from another source with the other. Pure.
 */
export class ForeignWrites {
  private samples: Sample[] = [];
  private aheadSinceMs: number | undefined;
  private lastAheadMs = -Infinity;
  private verdict = false;

  get areThere(): boolean {
    return this.verdict;
  }

  /** @param came records, since the first look */
  looked(timeMs: number, came: number, own: OwnRecords): void {
    const before = this.samples.at(-1);
    // The topic was made anew, or the graph no longer has who wrote to it.
    if (before && (came < before.came || own.before < before.own.before)) this.samples = [];
    this.samples.push({ timeMs, came, own });
    while (this.samples[1] && timeMs - this.samples[1].timeMs >= windowMs) this.samples.shift();
    if (!this.isAhead()) {
      this.aheadSinceMs = undefined;
      if (timeMs - this.lastAheadMs >= forgottenMs) this.verdict = false;
      return;
    }
    this.aheadSinceMs ??= timeMs;
    this.lastAheadMs = timeMs;
    if (timeMs - this.aheadSinceMs >= settledMs) this.verdict = true;
  }

  private isAhead(): boolean {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.timeMs <= first.timeMs) return false;
    const seconds = (last.timeMs - first.timeMs) / 1000;
    // The most that it may have been: as few as possible were there at first, and as many as possible at last.
    const own = last.own.after - first.own.before;
    const foreignPerSecond = (last.came - first.came - own) / seconds;
    return foreignPerSecond > Math.max(leastForeignPerSecond, own / seconds / 20);
  }
}
