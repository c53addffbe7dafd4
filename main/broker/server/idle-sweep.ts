import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../../shared/lib/index.ts';

export type SweptSocket = Pick<Socket, 'bytesRead' | 'bytesWritten' | 'destroy'>;

export interface IdleSweepOptions {
  clock: Clock;
  /** `connections.max.idle.ms`; below zero no socket is ever idle. */
  maxIdleMs: number;
  sockets: Iterable<SweptSocket>;
}

interface Seen {
  bytes: number;
  activeMs: number;
}

/** As often as a tenth of the time, but no more often than is worth its while. */
const sweepsPerIdleTime = 10;
const longestSweepMs = 10_000;

/**
 * Ends the sockets over which nothing has gone either way for `connections.max.idle.ms`, whether or not their clients have logged in or
 * finished a TLS handshake, as Kafka's Selector does. It owns one timer for all of them, and asks how many bytes went over each: a socket
 * ends up to two sweeps later than its time, never earlier.
 */
export class IdleSweep {
  readonly #options: IdleSweepOptions;
  readonly #seen = new WeakMap<SweptSocket, Seen>();
  #timer: Timer | undefined;

  constructor(options: IdleSweepOptions) {
    this.#options = options;
    if (options.maxIdleMs >= 0) this.#scheduleNext();
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #scheduleNext(): void {
    const { clock, maxIdleMs } = this.#options;
    const delayMs = Math.max(1, Math.min(maxIdleMs / sweepsPerIdleTime, longestSweepMs));
    this.#timer = clock.schedule(delayMs, () => {
      this.#sweep();
      this.#scheduleNext();
    });
  }

  #sweep(): void {
    const { clock, maxIdleMs, sockets } = this.#options;
    const nowMs = clock.nowMs();
    for (const socket of sockets) {
      const bytes = socket.bytesRead + socket.bytesWritten;
      const seen = this.#seen.get(socket);
      if (seen?.bytes !== bytes) this.#seen.set(socket, { bytes, activeMs: nowMs });
      else if (nowMs - seen.activeMs > maxIdleMs) socket.destroy();
    }
  }
}
