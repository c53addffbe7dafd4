/** Of one core's time: what decoding and writing may take before a smaller share of the traces is kept. */
const mostBusy = 0.2;
/** Below this the share grows again. */
const hardlyBusy = 0.04;
/** A look at the load comes after so long; growing again takes several in a row. */
const windowMs = 1000;
const quietWindowsToGrow = 5;
const smallestShare = 1 / 1024;

/**
 * Which share of the traces is kept. A trace is kept or not as a whole, by its id alone: of a smaller share all belong to the larger one. The share
 * follows what storing costs here and now, measured, so that a fast machine keeps all of what a slow one can't.
 */
export class Sampler {
  readonly #mostBusy: number;
  #share = 1;
  #busyMs = 0;
  #hops = 0;
  #windowBegan: number;
  #quietWindows = 0;
  #hopsPerSecond = 0;

  constructor(nowMs: number, budget = mostBusy) {
    this.#windowBegan = nowMs;
    this.#mostBusy = budget;
  }

  get share(): number {
    return this.#share;
  }

  /** Of the last second or so; what comes in, kept or not. */
  get hopsPerSecond(): number {
    return this.#hopsPerSecond;
  }

  keeps(traceId: string): boolean {
    if (this.#share === 1) return true;
    // The last digits: others than us make the first ones of a time.
    return Number.parseInt(traceId.slice(-8), 16) < this.#share * 2 ** 32;
  }

  /** So many hops were dealt with, and that took so long. */
  spent(busyMs: number, hops: number, nowMs: number): void {
    this.#busyMs += busyMs;
    this.#hops += hops;
    const elapsedMs = nowMs - this.#windowBegan;
    if (elapsedMs < windowMs) return;
    const busy = this.#busyMs / elapsedMs;
    this.#hopsPerSecond = (this.#hops * 1000) / elapsedMs;
    this.#windowBegan = nowMs;
    this.#busyMs = 0;
    this.#hops = 0;
    this.#quietWindows = busy < hardlyBusy ? this.#quietWindows + 1 : 0;
    if (busy > this.#mostBusy) this.#share = Math.max(smallestShare, this.#share / 2);
    else if (this.#quietWindows >= quietWindowsToGrow) {
      this.#quietWindows = 0;
      this.#share = Math.min(1, this.#share * 2);
    }
  }
}
