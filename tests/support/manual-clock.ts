import type { Clock } from '../../shared/lib/index.ts';

interface Scheduled {
  dueMs: number;
  order: number;
  run: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #scheduled = new Set<Scheduled>();

  constructor(nowMs = 0) {
    this.#nowMs = nowMs;
  }

  /** Timers that are neither run nor cancelled. */
  get pendingTimers(): number {
    return this.#scheduled.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void) {
    this.#order += 1;
    const scheduled: Scheduled = { dueMs: this.#nowMs + delayMs, order: this.#order, run };
    this.#scheduled.add(scheduled);
    return { cancel: () => void this.#scheduled.delete(scheduled) };
  }

  /** Runs what falls due within `byMs`, in order, and lets promises settle after each. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      await settle();
      const [next] = [...this.#scheduled].sort((a, b) => a.dueMs - b.dueMs || a.order - b.order);
      if (next === undefined || next.dueMs > untilMs) break;
      this.#scheduled.delete(next);
      this.#nowMs = next.dueMs;
      next.run();
    }
    this.#nowMs = untilMs;
    await settle();
  }
}

/** Lets every promise that can settle do so: macrotasks come after all microtasks. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Lets time go on, step by step, until the promise has settled: what it waits for waits for the disk too. */
export async function advanceUntil<Value>(clock: ManualClock, promise: Promise<Value>, stepMs = 100): Promise<Value> {
  const outcome = { isSettled: false };
  const settled = promise.finally(() => {
    outcome.isSettled = true;
  });
  while (!outcome.isSettled) await clock.advance(stepMs);
  return await settled;
}
