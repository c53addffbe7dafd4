import type { Clock, Timer } from '../lib/index.ts';
import { toAttemptError } from './attempt-error.ts';
import type { PartitionWork } from './partition-work.ts';
import type { DeliverableRecord, DeliveryPorts, PartitionOffset } from './types.ts';

/**
 * Commits the positions of our partitions every so often, while there is something new. Owns one timer, and has one
 * commit under way at most.
 */
export class Committer<RecordType extends DeliverableRecord> {
  readonly #clock: Clock;
  readonly #ports: DeliveryPorts<RecordType>;
  readonly #intervalMs: number;
  readonly #partitions: () => Iterable<PartitionWork<RecordType>>;
  #timer: Timer | undefined;
  #underWay: Promise<boolean> | undefined;

  constructor(
    ports: DeliveryPorts<RecordType>,
    intervalMs: number,
    partitions: () => Iterable<PartitionWork<RecordType>>,
  ) {
    this.#clock = ports.clock;
    this.#ports = ports;
    this.#intervalMs = intervalMs;
    this.#partitions = partitions;
  }

  /** Something was settled: it is committed within the interval. */
  schedule(): void {
    this.#timer ??= this.#clock.schedule(this.#intervalMs, () => {
      this.#timer = undefined;
      void this.commitNow();
    });
  }

  /** Commits what stands at this moment, after whatever commit is under way. False where that failed. Never rejects. */
  async commitNow(): Promise<boolean> {
    while (this.#underWay !== undefined) await this.#underWay;
    this.#underWay = this.#commit();
    try {
      return await this.#underWay;
    } finally {
      this.#underWay = undefined;
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #commit(): Promise<boolean> {
    const due: { work: PartitionWork<RecordType>; offset: string }[] = [];
    for (const work of this.#partitions()) {
      const { position } = work;
      if (position !== undefined && position !== work.committed && work.hasProgress)
        due.push({ work, offset: position });
    }
    if (due.length === 0) return true;
    const offsets: PartitionOffset[] = due.map(({ work, offset }) => ({
      topic: work.topic,
      partition: work.partition,
      offset,
    }));
    try {
      await this.#ports.commit(offsets);
    } catch (error) {
      this.#ports.report({ type: 'commit-failed', offsets, error: toAttemptError(error) });
      this.schedule();
      return false;
    }
    for (const { work, offset } of due) work.committed = offset;
    this.#ports.report({ type: 'committed', offsets });
    return true;
  }
}
