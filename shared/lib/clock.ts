/** A timer that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Time as the pure modules see it, so that a test can own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Calls `run` once, after `delayMs` milliseconds or more. */
  schedule(delayMs: number, run: () => void): Timer;
}
