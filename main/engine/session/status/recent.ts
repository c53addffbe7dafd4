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
