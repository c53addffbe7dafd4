import type { Clock, Timer } from '../../../shared/lib/index.ts';

/**
 * When what was written is forced to the disk (fsync). Whatever the policy, all of it is in the page cache before it is
 * acknowledged, so that it outlives the process; the policy says what outlives the machine.
 * - `batch`: before anything is acknowledged; one fsync a file for all requests of a turn of the event loop.
 * - `interval`: within a second of being written. A power cut may take the last second.
 * - `never`: when the operating system likes, as a Kafka with its defaults does.
 */
export type FsyncPolicy = 'batch' | 'interval' | 'never';

export const fsyncPolicies: readonly FsyncPolicy[] = ['batch', 'interval', 'never'];

/** Of the policy `interval`. */
const intervalMs = 1000;

/** All of them, also where one fails: then it rejects with the first failure, once nothing is under way any more. */
async function flushAll(files: readonly Flushable[]): Promise<void> {
  for (const outcome of await Promise.allSettled(files.map((file) => file.flush()))) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** What is written to and can be forced to the disk. */
export interface Flushable {
  /** Forces all to the disk that was written before the call. Rejects with the fault `storage-failed`. */
  flush(): Promise<void>;
}

export interface FlusherPorts {
  policy: FsyncPolicy;
  clock: Clock;
  /** A file can't be forced to the disk. */
  onFailure: (message: string) => void;
}

/** Forces files to the disk as the policy says, all that wait together in one pass. */
export class Flusher {
  readonly #ports: FlusherPorts;
  readonly #written = new Set<Flushable>();
  /** The pass that will take what is written until it begins. */
  #next: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  #timer: Timer | undefined;
  #hasFailed = false;

  constructor(ports: FlusherPorts) {
    this.#ports = ports;
  }

  /** Whether something that was written may not be on the disk, whatever is done. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** `isDue`: it wants to be flushed soon, whatever the policy. */
  written(file: Flushable, isDue = false): void {
    const { policy, clock } = this.#ports;
    if (policy === 'never' && !isDue) return;
    this.#written.add(file);
    if (isDue || policy === 'batch') void this.#pass().catch(() => undefined);
    else this.#timer ??= clock.schedule(intervalMs, () => void this.#pass().catch(() => undefined));
  }

  /** What a request must wait for before it is acknowledged; undefined where for nothing. Rejects where fsync failed. */
  beforeAcknowledging(): Promise<void> | undefined {
    if (this.#ports.policy !== 'batch') return undefined;
    return this.#written.size > 0 ? this.#pass() : this.#running;
  }

  /** What a file says of itself where it is closed without a pass. */
  failed(error: unknown): void {
    this.#hasFailed = true;
    this.#ports.onFailure(error instanceof Error ? error.message : String(error));
  }

  /** Nothing is flushed any more: whoever has files open flushes them as it closes them. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#written.clear();
    await Promise.allSettled([this.#next, this.#running]);
  }

  #pass(): Promise<void> {
    return (this.#next ??= this.#waitAndFlush());
  }

  async #waitAndFlush(): Promise<void> {
    await this.#running?.catch(() => undefined);
    // All requests of this turn of the event loop share the pass.
    await new Promise((resolve) => setImmediate(resolve));
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#next = undefined;
    const files = [...this.#written];
    this.#written.clear();
    this.#running = flushAll(files);
    try {
      await this.#running;
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      this.#running = undefined;
    }
  }
}
