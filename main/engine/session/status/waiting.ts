/** Since when events wait and nothing is done with any. Pure. */
export class Waiting {
  private waitingSinceMs: number | undefined;

  looked(timeMs: number, lag: number): void {
    if (lag === 0) this.waitingSinceMs = undefined;
    else this.waitingSinceMs ??= timeMs;
  }

  /** An event was worked on: nothing stands still. */
  moved(timeMs: number): void {
    if (this.waitingSinceMs !== undefined) this.waitingSinceMs = timeMs;
  }

  /** Undefined where none waits. */
  get sinceMs(): number | undefined {
    return this.waitingSinceMs;
  }
}
