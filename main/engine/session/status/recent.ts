/** Numbers of the last seconds, for percentiles. The oldest go where more than `limit` come. Pure. */
export class RecentNumbers {
  private readonly windowMs: number;
  private readonly limit: number;
  private entries: { readonly timeMs: number; readonly value: number }[] = [];

  constructor(windowMs: number, limit: number) {
    this.windowMs = windowMs;
    this.limit = limit;
  }

  add(timeMs: number, value: number): void {
    this.entries.push({ timeMs, value });
    // Cut now and then, and not at each one.
    if (this.entries.length > 2 * this.limit) this.entries = this.entries.slice(-this.limit);
  }

  /** The nearest-rank percentile, `share` from 0 to 1; undefined where nothing came. */
  percentile(share: number, nowMs: number): number | undefined {
    this.entries = this.entries.filter(({ timeMs }) => timeMs > nowMs - this.windowMs).slice(-this.limit);
    const sorted = this.entries.map(({ value }) => value).sort((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }
}

/** What went wrong lately: how often, and how it was put last. Pure. */
export class RecentTrouble {
  private readonly windowMs: number;
  private times: number[] = [];
  private message = '';

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  add(timeMs: number, message: string): void {
    this.message = message;
    this.times.push(timeMs);
    if (this.times.length > 10_000) this.forget(timeMs);
  }

  within(nowMs: number): { readonly count: number; readonly message: string } | undefined {
    this.forget(nowMs);
    return this.times.length === 0 ? undefined : { count: this.times.length, message: this.message };
  }

  private forget(nowMs: number): void {
    this.times = this.times.filter((timeMs) => timeMs > nowMs - this.windowMs).slice(-10_000);
  }
}
