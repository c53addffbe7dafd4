import type { Clock } from '../../../shared/lib/index.ts';

/** Waits that come to an end: after a time in all, or when somebody is in a hurry. Owns a timer while it waits. */
export class Patience {
  readonly #clock: Clock;
  readonly #untilMs: number;
  #isHurried = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock, mostMs: number) {
    this.#clock = clock;
    this.#untilMs = clock.nowMs() + mostMs;
  }

  /** Resolves after so long, or as soon as somebody is in a hurry. False, and at once, where there was no time left to wait. */
  async wait(ms: number): Promise<boolean> {
    if (this.#isHurried || this.#clock.nowMs() >= this.#untilMs) return false;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.schedule(ms, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
    return true;
  }

  hurry(): void {
    this.#isHurried = true;
    this.#wake?.();
  }
}
