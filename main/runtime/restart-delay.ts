/** The wait before something that died is started again: doubled with each death in a row, up to a bound. */
export class RestartDelay {
  private readonly firstMs: number;
  private readonly maxMs: number;
  private nextMs: number;

  constructor(firstMs: number, maxMs: number) {
    this.firstMs = firstMs;
    this.maxMs = maxMs;
    this.nextMs = firstMs;
  }

  /** Milliseconds to wait now. */
  next(): number {
    const delayMs = this.nextMs;
    this.nextMs = Math.min(this.maxMs, delayMs * 2);
    return delayMs;
  }

  /** It has shown that it works. */
  reset(): void {
    this.nextMs = this.firstMs;
  }
}
