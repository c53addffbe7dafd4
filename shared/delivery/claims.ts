import { toAttemptError } from './attempt-error.ts';
import { backoffMs, deadLetterRetry } from './backoff.ts';
import type { Doubt, PartitionWork, Unit } from './partition-work.ts';
import type { AttemptError, DeliverableRecord, DeliveryPorts, TransactionPorts } from './types.ts';

export interface ClaimEnds<RecordType extends DeliverableRecord> {
  /** The unit was settled: by an attempt whose end was in doubt, or by whoever had the partition meanwhile. */
  settledElsewhere(work: PartitionWork<RecordType>, unit: Unit<RecordType>): void;
  /** Records have left the queue because the group has committed beyond them. */
  begun(work: PartitionWork<RecordType>): void;
  /** The partition may go on. */
  again(work: PartitionWork<RecordType>): void;
  /** Nothing more starts. What is in doubt is found out all the same. */
  isDraining(): boolean;
  /** Called last, whatever the end of a claim or a commit. */
  ended(): void;
}

/**
 * What exactly once needs of a partition: it is claimed before anything of it is worked on, and again as soon as a transaction's end
 * is in doubt; what the claim says that the group has committed is the truth, and the queue follows it. Its waits are
 * `work.backoffTimer`.
 */
export class Claims<RecordType extends DeliverableRecord> {
  readonly #ports: DeliveryPorts<RecordType>;
  readonly #transactions: TransactionPorts;
  readonly #ends: ClaimEnds<RecordType>;
  #underWay = 0;
  #hasCommittedLast = false;

  constructor(ports: DeliveryPorts<RecordType>, transactions: TransactionPorts, ends: ClaimEnds<RecordType>) {
    this.#ports = ports;
    this.#transactions = transactions;
    this.#ends = ends;
  }

  /** Claims and commits that have not ended; a drain waits for them. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Whether the partition has to be claimed before it can go on; if so that is under way. */
  mustClaim(work: PartitionWork<RecordType>): boolean {
    if (this.#isClaimed(work)) return false;
    work.state = 'claiming';
    if (this.#ends.isDraining() && work.doubt === undefined) return true;
    this.#run(
      this.#transactions.claim(work).then((offset) => this.#claimed(work, offset)),
      work,
      (error) => {
        const { topic, partition } = work;
        this.#ports.report({ type: 'claim-failed', topic, partition, error, retryInMs: this.#waitAfterFailure(work) });
      },
    );
    return true;
  }

  /** An attempt's end isn't known: the next claim tells, at once the first time, and with growing waits where nothing is ever committed. */
  inDoubt(work: PartitionWork<RecordType>, doubt: Doubt): void {
    work.doubt = doubt;
    work.doubts += 1;
    if (work.doubts === 1 || this.#ends.isDraining()) {
      this.#ends.again(work);
      return;
    }
    work.state = 'claiming';
    const { topic, partition } = work;
    const retryInMs = this.#wait(work, work.doubts - 1);
    this.#ports.report({ type: 'claim-failed', topic, partition, error: doubt.error, retryInMs });
  }

  /** The partition's offset went along with a transaction. */
  committed(work: PartitionWork<RecordType>, offset: string): void {
    const { topic, partition } = work;
    work.committed = offset;
    work.claimFailures = 0;
    work.doubts = 0;
    this.#ports.report({ type: 'committed', offsets: [{ topic, partition, offset }] });
  }

  /** Nothing is left to work on, but the position lies further on than what is committed: what lies between took no transaction. */
  commitPosition(work: PartitionWork<RecordType>): void {
    const position = dueOf(work);
    if (position !== undefined && !this.#ends.isDraining()) this.#commit(work, position);
  }

  /**
   * At the end of a drain, when nothing is under way: what was skipped since the last transaction isn't to be tried again by the next run.
   * Once; what can't be committed then isn't.
   */
  commitLast(works: Iterable<PartitionWork<RecordType>>): void {
    if (this.#hasCommittedLast) return;
    this.#hasCommittedLast = true;
    for (const work of works) {
      const position = dueOf(work);
      if (position !== undefined && this.#isClaimed(work)) this.#commit(work, position);
    }
  }

  /** Whether nothing is settled that is not committed. */
  isCommitted(works: Iterable<PartitionWork<RecordType>>): boolean {
    return [...works].every((work) => dueOf(work) === undefined);
  }

  #isClaimed(work: PartitionWork<RecordType>): boolean {
    return work.doubt === undefined && work.isClaimed && this.#transactions.isClaimed(work);
  }

  #commit(work: PartitionWork<RecordType>, position: string): void {
    const { topic, partition } = work;
    work.state = 'committing';
    const offset = { topic, partition, offset: position };
    this.#run(
      this.#transactions.commit(offset).then(() => {
        if (work.isRevoked) return;
        this.committed(work, position);
        this.#again(work);
      }),
      work,
      (error) => {
        this.#ports.report({ type: 'commit-failed', offsets: [offset], error });
        this.#waitAfterFailure(work);
      },
    );
  }

  #run(step: Promise<void>, work: PartitionWork<RecordType>, failed: (error: AttemptError) => void): void {
    this.#underWay += 1;
    step
      .catch((thrown: unknown) => {
        if (!work.isRevoked && !this.#ends.isDraining()) failed(toAttemptError(thrown));
      })
      .finally(() => {
        this.#underWay -= 1;
        this.#ends.ended();
      });
  }

  #again(work: PartitionWork<RecordType>): void {
    if (!this.#ends.isDraining()) this.#ends.again(work);
  }

  #claimed(work: PartitionWork<RecordType>, offset: string | undefined): void {
    if (work.isRevoked) return;
    work.isClaimed = true;
    work.claimFailures = 0;
    const gone = offset === undefined ? undefined : work.beginAt(offset);
    const { doubt, letter } = work;
    work.doubt = undefined;
    if (doubt) {
      const isCommitted = offset !== undefined && BigInt(offset) >= BigInt(doubt.nextOffset);
      if (isCommitted) work.doubts = 0;
      doubt.conclude(isCommitted);
    }
    if (gone !== undefined) {
      work.letter = undefined;
      if (letter) this.#ports.report({ type: 'dead-lettered', letter });
      this.#ends.settledElsewhere(work, gone);
    }
    this.#ends.begun(work);
    const { topic, partition, position } = work;
    if (offset !== undefined) this.#ports.report({ type: 'committed', offsets: [{ topic, partition, offset }] });
    // Whoever comes next is to begin where this one did, also where a new group begins at the end of the log.
    else if (position !== undefined && !this.#ends.isDraining()) {
      this.#commit(work, position);
      return;
    }
    this.#again(work);
  }

  #waitAfterFailure(work: PartitionWork<RecordType>): number {
    work.claimFailures += 1;
    return this.#wait(work, work.claimFailures);
  }

  #wait(work: PartitionWork<RecordType>, failures: number): number {
    const waitMs = backoffMs(deadLetterRetry, failures);
    work.backOff(this.#ports.clock, waitMs, () => this.#ends.again(work));
    return waitMs;
  }
}

/** Decimal: what is worth a commit; undefined where nothing is. */
function dueOf<RecordType extends DeliverableRecord>({
  position,
  committed,
  hasProgress,
}: PartitionWork<RecordType>): string | undefined {
  return position === committed || !hasProgress ? undefined : position;
}
