import { type Clock, createRandom, hashOfParts, type Timer } from '../../../shared/lib/index.ts';
import type { FaultRule, FaultStanding } from './fault-rule.ts';

/** One fault since it was set: its time, how often it has happened, its own random numbers, and who waits for its end. */
export class ActiveFault {
  readonly rule: FaultRule;
  readonly #clock: Clock;
  readonly #beginMs: number;
  readonly #endMs: number;
  readonly #random: () => number;
  readonly #held = new Set<() => void>();
  readonly #timers: Timer[] = [];
  #happened = 0;
  #isCleared = false;

  /** Its numbers come from the plan's seed and its own id, so that no fault changes what another one draws. */
  constructor(rule: FaultRule, seed: number, clock: Clock) {
    this.rule = rule;
    this.#clock = clock;
    this.#beginMs = clock.nowMs() + (rule.afterMs ?? 0);
    this.#endMs = this.#beginMs + (rule.forMs ?? Infinity);
    this.#random = createRandom(hashOfParts(['fault', seed, rule.id]));
  }

  get isOn(): boolean {
    const nowMs = this.#clock.nowMs();
    const { times = Infinity } = this.rule;
    return !this.#isCleared && nowMs >= this.#beginMs && nowMs < this.#endMs && this.#happened < times;
  }

  get standing(): FaultStanding {
    const { rule } = this;
    const nowMs = this.#clock.nowMs();
    const happened = this.#happened;
    if (this.isOn) {
      return { rule, state: 'on', happened, remainingMs: rule.forMs === undefined ? undefined : this.#endMs - nowMs };
    }
    if (nowMs < this.#beginMs) return { rule, state: 'waiting', happened, remainingMs: this.#beginMs - nowMs };
    return { rule, state: 'over', happened, remainingMs: undefined };
  }

  /** Whether it happens to something that matches. Each call draws anew. */
  happens(): boolean {
    const { probability = 1 } = this.rule;
    if (!this.isOn || this.#random() >= probability) return false;
    this.#happened += 1;
    return true;
  }

  /** A part of so many milliseconds. */
  drawnPartOf(mostMs: number): number {
    return mostMs === 0 ? 0 : Math.floor(this.#random() * (mostMs + 1));
  }

  /** Resolves after so long, at the fault's end, or once nobody waits any more, whichever comes first. */
  hold(waitMs: number, gone: AbortSignal): Promise<void> {
    if (this.#isCleared || gone.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const release = () => {
        timer?.cancel();
        gone.removeEventListener('abort', release);
        this.#held.delete(release);
        resolve();
      };
      const timer = Number.isFinite(waitMs) ? this.#clock.schedule(waitMs, release) : undefined;
      gone.addEventListener('abort', release, { once: true });
      this.#held.add(release);
    });
  }

  /** As `hold`, until the fault's own end. */
  holdUntilEnd(gone: AbortSignal): Promise<void> {
    return this.hold(this.#endMs - this.#clock.nowMs(), gone);
  }

  /** Calls at the beginning, and at the end: at its time, or when it is cleared while it lasts. */
  follow(begin: () => void, end: () => void): void {
    let hasBegun = false;
    let hasEnded = false;
    const finish = () => {
      if (!hasBegun || hasEnded) return;
      hasEnded = true;
      end();
    };
    const start = () => {
      hasBegun = true;
      this.#happened += 1;
      begin();
      this.#schedule(this.#endMs, finish);
    };
    this.#held.add(finish);
    this.#schedule(this.#beginMs, start);
  }

  /** Ends it: whoever is held goes on. */
  clear(): void {
    this.#isCleared = true;
    for (const timer of this.#timers) timer.cancel();
    for (const release of this.#held) release();
    this.#held.clear();
  }

  /** The broker ends: nothing is to begin or to end any more. */
  drop(): void {
    this.#isCleared = true;
    for (const timer of this.#timers) timer.cancel();
    this.#held.clear();
  }

  #schedule(atMs: number, run: () => void): void {
    const delayMs = atMs - this.#clock.nowMs();
    if (delayMs <= 0) run();
    else if (Number.isFinite(delayMs)) this.#timers.push(this.#clock.schedule(delayMs, run));
  }
}
