import type { Clock, Timer } from '../../../shared/lib/index.ts';
import type { PartitionLog } from './partition-log.ts';

/** `log.cleaner.backoff.ms` */
const backoffMs = 15_000;

export interface LogCleanerPorts {
  clock: Clock;
  /** All logs that are open. */
  logs: () => Iterable<PartitionLog>;
  /** A log couldn't be compacted, and isn't tried again by this broker. */
  onUncleanable: (log: PartitionLog, cause: unknown) => void;
}

/**
 * Compacts logs one after the other, the one with the most to gain first, a small step at a time, so that requests are answered
 * between the steps.
 */
export class LogCleaner {
  readonly #ports: LogCleanerPorts;
  readonly #uncleanable = new WeakSet<PartitionLog>();
  #timer: Timer;
  #running: { log: PartitionLog; steps: Generator<void, void> } | undefined;

  constructor(ports: LogCleanerPorts) {
    this.#ports = ports;
    this.#timer = ports.clock.schedule(backoffMs, () => this.#step());
  }

  close(): void {
    this.#timer.cancel();
    this.#running?.steps.return();
    this.#running = undefined;
  }

  #step(): void {
    this.#running ??= this.#next();
    if (this.#running) {
      const { log, steps } = this.#running;
      try {
        if (steps.next().done) this.#running = undefined;
      } catch (error) {
        this.#running = undefined;
        this.#uncleanable.add(log);
        this.#ports.onUncleanable(log, error);
      }
      this.#timer = this.#ports.clock.schedule(0, () => this.#step());
    } else {
      this.#timer = this.#ports.clock.schedule(backoffMs, () => this.#step());
    }
  }

  #next(): { log: PartitionLog; steps: Generator<void, void> } | undefined {
    const nowMs = this.#ports.clock.nowMs();
    let dirtiest: { log: PartitionLog; dirtyRatio: number; run: () => Generator<void, void> } | undefined;
    for (const log of this.#ports.logs()) {
      const due = this.#uncleanable.has(log) ? undefined : log.dueCompaction(nowMs);
      if (due && due.dirtyRatio > (dirtiest?.dirtyRatio ?? -1)) dirtiest = { log, ...due };
    }
    return dirtiest && { log: dirtiest.log, steps: dirtiest.run() };
  }
}
