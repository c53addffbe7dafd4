import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { type Hop, type HopPayload, HopWriter } from '../../../shared/hops/index.ts';

/** What is told at a time, at the latest. */
const flushIntervalMs = 250;
/** A batch that is as large is told at once. */
const batchBytes = 512 * 1024;
/** What the engine hasn't taken yet; further hops wait here, and are left out beyond `maxWaitingBytes`. */
const maxUntakenBytes = 4 * 1024 * 1024;
const maxWaitingBytes = 4 * 1024 * 1024;
/** Whoever waits for the engine to have taken hops waits no longer. */
const maxTakingMs = 1000;

/** Of a key, and of a value: what is kept to search in. */
const keptKeyBytes = 256;
const keptValueBytes = 512;

/** A batch of hops, how many were left out since the one before, and until when it tells all: in ms since the epoch. */
export interface HopBatch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hops: number;
  readonly dropped: number;
  readonly untilMs: number;
  /** Records that were sent since then may count, and nobody here will know. */
  readonly untoldSinceMs?: number | undefined;
}

/** Takes down the hops of a host. None of its methods throws or waits. */
export interface HopRecorder {
  /** Whether anything is recorded; nobody need make a hop otherwise. */
  readonly isOn: boolean;
  /** Milliseconds since the Unix epoch, with fractions. */
  nowMs(): number;
  /** Numbers for the attempts of a call of so many records; the first one. They count up. */
  takeNumbers(count: number): number;
  record(hop: Hop): void;
  /** What was sent since that time may have been committed, and nobody here finds out: it is to be read from the log. */
  leftUntold(sinceMs: number): void;
  /** Tells at once what waits, unless too much is on its way. */
  flush(): void;
  /**
   * Tells at once, and resolves when the engine has taken all that was recorded until now, or after a second. Undefined where it has
   * already.
   */
  taken(): Promise<void> | undefined;
}

/** Records nothing. */
export const noHops: HopRecorder = {
  isOn: false,
  nowMs: () => 0,
  takeNumbers: () => 0,
  record: () => undefined,
  leftUntold: () => undefined,
  flush: () => undefined,
  taken: () => undefined,
};

export interface StreamedHopsOptions {
  readonly clock: Clock;
  readonly nowMs: () => number;
  readonly isOn: boolean;
  readonly post: (batch: HopBatch) => void;
}

/**
 * Gathers hops as bytes and tells them four times a second at most, or sooner where there are very many. Owns one timer while something waits, and one for each that waits for `taken`. What the engine has
 * not taken is bounded: beyond it hops are counted and left out, since delivery never waits for tracing.
 */
export class StreamedHops implements HopRecorder {
  readonly #options: StreamedHopsOptions;
  readonly #writer = new HopWriter();
  #isOn: boolean;
  #nextNumber = 0;
  /** Sizes of the batches that are on their way, the oldest first. */
  readonly #untaken: number[] = [];
  #untakenBytes = 0;
  #dropped = 0;
  #untoldSinceMs: number | undefined;
  #timer: Timer | undefined;
  #toldBatches = 0;
  #takenBatches = 0;
  /** By the number of batches that are to be taken first, the lowest in front. */
  readonly #waiting: { readonly batches: number; readonly resolve: () => void }[] = [];

  constructor(options: StreamedHopsOptions) {
    this.#options = options;
    this.#isOn = options.isOn;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  nowMs(): number {
    return this.#options.nowMs();
  }

  takeNumbers(count: number): number {
    const first = this.#nextNumber;
    this.#nextNumber += count;
    return first;
  }

  record(hop: Hop): void {
    if (!this.#isOn) return;
    if (this.#writer.byteLength >= maxWaitingBytes) {
      this.#dropped += 1;
      return;
    }
    this.#writer.write(hop);
    if (this.#writer.byteLength >= batchBytes) this.flush();
    else this.#timer ??= this.#options.clock.schedule(flushIntervalMs, () => this.#due());
  }

  leftUntold(sinceMs: number): void {
    if (!this.#isOn) return;
    this.#untoldSinceMs = Math.min(sinceMs, this.#untoldSinceMs ?? sinceMs);
    this.#timer ??= this.#options.clock.schedule(flushIntervalMs, () => this.#due());
  }

  flush(): void {
    if (this.#untakenBytes < maxUntakenBytes) this.tellAll();
  }

  taken(): Promise<void> | undefined {
    this.flush();
    // What may not be told yet goes with the next batch.
    const batches = this.#toldBatches + (this.#writer.hops > 0 ? 1 : 0);
    if (batches === this.#takenBatches) return undefined;
    return new Promise((resolve) => {
      const timer = this.#options.clock.schedule(maxTakingMs, resolve);
      this.#waiting.push({
        batches,
        resolve: () => {
          timer.cancel();
          resolve();
        },
      });
    });
  }

  /** Tells what waits, whatever is on its way: the host ends. */
  tellAll(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { hops } = this.#writer;
    const untoldSinceMs = this.#untoldSinceMs;
    if (hops === 0 && this.#dropped === 0 && untoldSinceMs === undefined) return;
    const bytes = this.#writer.take();
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#untoldSinceMs = undefined;
    this.#untaken.push(bytes.byteLength);
    this.#untakenBytes += bytes.byteLength;
    this.#toldBatches += 1;
    const told = { bytes, hops, dropped, untilMs: this.nowMs() };
    this.#options.post(untoldSinceMs === undefined ? told : { ...told, untoldSinceMs });
  }

  /** The engine has taken the oldest batch. */
  tookBatch(): void {
    this.#untakenBytes -= this.#untaken.shift() ?? 0;
    this.#takenBatches += 1;
    for (let next = this.#waiting[0]; next && next.batches <= this.#takenBatches; next = this.#waiting[0]) {
      this.#waiting.shift();
      next.resolve();
    }
    if (this.#writer.byteLength >= batchBytes) this.flush();
    else if (this.#writer.hops > 0) this.#timer ??= this.#options.clock.schedule(flushIntervalMs, () => this.#due());
  }

  #due(): void {
    this.#timer = undefined;
    this.flush();
  }

  switch(isOn: boolean): void {
    this.#isOn = isOn;
    this.flush();
  }
}

/** As much of a record's key and value as hops take along. */
export function payloadOf(record: { key: Uint8Array | null; value: Uint8Array | null }): HopPayload {
  const { key, value } = record;
  return {
    key: key && key.subarray(0, keptKeyBytes),
    keyBytes: key?.byteLength ?? 0,
    value: value && value.subarray(0, keptValueBytes),
    valueBytes: value?.byteLength ?? 0,
  };
}
