import type { Clock, Timer } from '../../../shared/lib/index.ts';

export interface DebounceTimes {
  /** Without a further call for so long it runs. */
  readonly quietMs: number;
  /** It waits no longer than this for quiet. */
  readonly atMostMs: number;
}

/** Calls `run` once for a burst of calls. Owns its timer. */
export class Debounce {
  private readonly clock: Clock;
  private readonly times: DebounceTimes;
  private readonly run: () => void;
  private timer: Timer | undefined;
  private firstMs = 0;

  constructor(clock: Clock, times: DebounceTimes, run: () => void) {
    this.clock = clock;
    this.times = times;
    this.run = run;
  }

  call(): void {
    const nowMs = this.clock.nowMs();
    if (!this.timer) this.firstMs = nowMs;
    this.timer?.cancel();
    const { quietMs, atMostMs } = this.times;
    const delayMs = Math.max(0, Math.min(quietMs, this.firstMs + atMostMs - nowMs));
    this.timer = this.clock.schedule(delayMs, () => {
      this.timer = undefined;
      this.run();
    });
  }

  cancel(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }
}
