import { toAttemptError } from './attempt-error.ts';
import { backoffMs, deadLetterRetry } from './backoff.ts';
import type { PartitionWork } from './partition-work.ts';
import type { AttemptError, DeadLetter, DeliverableRecord, DeliveryPorts } from './types.ts';

/** What becomes of a partition whose head is given up to a dead-letter topic. */
export interface DeadLetterEnds<RecordType extends DeliverableRecord> {
  /** Not called for a partition that was taken away. */
  published(work: PartitionWork<RecordType>, nextOffset: string): void;
  /** `work.letter` is due again. */
  again(work: PartitionWork<RecordType>): void;
  mayRetry(): boolean;
  /** Called last, whatever the end. */
  ended(): void;
}

/** Publishes dead letters, and tries again for ever: giving one up would lose an event. Its waits are `work.backoffTimer`. */
export class DeadLettering<RecordType extends DeliverableRecord> {
  readonly #ports: DeliveryPorts<RecordType>;
  readonly #ends: DeadLetterEnds<RecordType>;
  #underWay = 0;

  constructor(ports: DeliveryPorts<RecordType>, ends: DeadLetterEnds<RecordType>) {
    this.#ports = ports;
    this.#ends = ends;
  }

  /** Letters that are being published; a drain waits for them. */
  get underWay(): number {
    return this.#underWay;
  }

  publish(work: PartitionWork<RecordType>, letter: DeadLetter<RecordType>): void {
    const { unit } = work;
    if (unit === undefined) return;
    const nextOffset = work.positionAfter(unit);
    work.letter = letter;
    work.state = 'dead-lettering';
    this.#underWay += 1;
    this.#ports
      .publishDeadLetter(letter, nextOffset)
      .then(
        () => this.#published(work, letter, nextOffset),
        (thrown: unknown) => this.#failed(work, letter, toAttemptError(thrown)),
      )
      .finally(() => {
        this.#underWay -= 1;
        this.#ends.ended();
      });
  }

  #published(work: PartitionWork<RecordType>, letter: DeadLetter<RecordType>, nextOffset: string): void {
    work.letter = undefined;
    this.#ports.report({ type: 'dead-lettered', letter });
    if (!work.isRevoked) this.#ends.published(work, nextOffset);
  }

  #failed(work: PartitionWork<RecordType>, letter: DeadLetter<RecordType>, error: AttemptError): void {
    work.deadLetterFailures += 1;
    const retryInMs = backoffMs(deadLetterRetry, work.deadLetterFailures);
    this.#ports.report({ type: 'dead-letter-failed', letter, error, retryInMs });
    if (work.isRevoked || !this.#ends.mayRetry()) return;
    work.backOff(this.#ports.clock, retryInMs, () => this.#ends.again(work));
  }
}
