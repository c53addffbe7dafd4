import type { Clock, Timer } from '../lib/index.ts';
import type {
  AttemptError,
  DeadLetter,
  DeliverableRecord,
  Isolation,
  PartitionState,
  PartitionStatus,
  SurvivingAttempts,
  TopicPartition,
} from './types.ts';

/** Taken records are cut off the queue's front once this many have gathered, so that taking one costs nothing. */
const compactAfter = 256;

/** The records that are tried together: one, or a batch. */
export interface Unit<RecordType extends DeliverableRecord> {
  records: readonly RecordType[];
  failedAttempts: number;
  isolation: Isolation;
}

/** An attempt of which nobody knows whether its transaction was committed. */
export interface Doubt {
  /** Decimal: what it would have committed. */
  nextOffset: string;
  error: AttemptError;
  /** Tells how the attempt ended, now that it is known. */
  conclude(isCommitted: boolean): void;
  /** Tells that it never will be known here. */
  abandon(): void;
}

/**
 * One partition that is ours: its queue, and how far its head has come. At any time one unit at most, at the head of the
 * queue, is being tried; so the head's offset is the lowest unfinished one, and the one to commit.
 */
export class PartitionWork<RecordType extends DeliverableRecord> implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;

  state: PartitionState = 'idle';
  /** The head of the queue while it is being tried, backs off or is dead-lettered. */
  unit: Unit<RecordType> | undefined;
  /** Records at the head that come from a split batch: each is tried alone, once more. */
  splitRecords = 0;
  /** Refused records by offset: they are not tried again. */
  readonly refusals = new Map<string, AttemptError>();
  stoppedBy: AttemptError | undefined;
  /** Taken away from us: nothing of it counts any more. */
  isRevoked = false;
  isPaused = false;
  backoffTimer: Timer | undefined;
  deadLetterFailures = 0;
  /** A dead letter that could not be published, and is to be again. */
  letter: DeadLetter<RecordType> | undefined;
  /** This work has claimed its partition. A claim of one that was dropped doesn't count: what it read is gone, or was never read here. */
  isClaimed = false;
  /** Claims and commits that failed in a row. */
  claimFailures = 0;
  doubt: Doubt | undefined;
  /** Attempts in a row whose end was in doubt, and of which nothing turned out to be committed. */
  doubts = 0;
  /** Something here is settled, so that the position is worth a commit. */
  hasProgress = false;
  /** Decimal: what was last committed here by this delivery. */
  committed: string | undefined;

  #queue: RecordType[] = [];
  #taken = 0;
  #queuedBytes = 0;
  /** Offsets below it were accepted before. */
  #nextOffset: bigint | undefined;
  /** Offsets below it are settled, as whoever had the partition before us has committed. */
  #floor = 0n;
  readonly #surviving: Map<string, SurvivingAttempts>;

  constructor({ topic, partition }: TopicPartition, key: string, surviving: Map<string, SurvivingAttempts>) {
    this.topic = topic;
    this.partition = partition;
    this.key = key;
    this.#surviving = surviving;
  }

  get queuedRecords(): number {
    return this.#queue.length - this.#taken;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** What comes after the last accepted record; undefined before the first fetch. */
  get nextOffset(): bigint | undefined {
    return this.#nextOffset;
  }

  /** Decimal: the lowest offset that isn't settled. */
  get position(): string | undefined {
    return this.#queue[this.#taken]?.offset ?? this.#end?.toString();
  }

  get #end(): bigint | undefined {
    return this.#nextOffset !== undefined && this.#nextOffset < this.#floor ? this.#floor : this.#nextOffset;
  }

  /** Waits so long, unless `backoffTimer` is cancelled before. */
  backOff(clock: Clock, waitMs: number, then: () => void): void {
    this.backoffTimer = clock.schedule(waitMs, () => {
      this.backoffTimer = undefined;
      then();
    });
  }

  /** Decimal: the position once the unit is settled. */
  positionAfter({ records }: Unit<RecordType>): string {
    const last = records.at(-1)?.offset ?? '0';
    return this.#queue[this.#taken + records.length]?.offset ?? String(this.#end ?? BigInt(last) + 1n);
  }

  /** Queues what is new of `records`; returns how many were accepted before. */
  enqueue(records: readonly RecordType[], nextOffset: string): number {
    let known = 0;
    for (const record of records) {
      if (this.#nextOffset !== undefined && BigInt(record.offset) < this.#nextOffset) {
        known += 1;
        continue;
      }
      this.#nextOffset = BigInt(record.offset) + 1n;
      if (BigInt(record.offset) < this.#floor) continue;
      this.#queue.push(record);
      this.#queuedBytes += record.sizeBytes;
    }
    const next = BigInt(nextOffset);
    if (this.#nextOffset === undefined || next > this.#nextOffset) {
      // Behind the last record stand only control records or a compaction's gap: nothing to work on.
      if (this.queuedRecords === 0 && this.unit === undefined) this.hasProgress = true;
      this.#nextOffset = next;
    }
    return known;
  }

  /**
   * What to try next: the head of the queue, for a batch consumer as many as belong together. Records that survived a
   * host's death with different histories, came from a split batch or were refused are not mixed with others.
   */
  nextUnit(maxRecords: number, lastChance: number): Unit<RecordType> | undefined {
    const first = this.#queue[this.#taken];
    if (first === undefined) return undefined;
    if (this.splitRecords > 0) {
      return {
        records: [first],
        failedAttempts: lastChance,
        isolation: this.#surviving.get(first.offset)?.isolation ?? 'shared',
      };
    }
    const history = this.#surviving.get(first.offset);
    const records = [first];
    if (!this.refusals.has(first.offset)) {
      for (let index = this.#taken + 1; records.length < maxRecords; index += 1) {
        const record = this.#queue[index];
        if (record === undefined || this.refusals.has(record.offset)) break;
        if (!isSameHistory(history, this.#surviving.get(record.offset))) break;
        records.push(record);
      }
    }
    return { records, failedAttempts: history?.failedAttempts ?? 0, isolation: history?.isolation ?? 'shared' };
  }

  /** The unit has ended for good: its records leave the queue. */
  settleUnit(): void {
    for (const record of this.unit?.records ?? []) this.#take(record);
    this.unit = undefined;
    this.hasProgress = true;
    this.#compact();
  }

  /**
   * The group has committed `offset` (decimal): what lies before it was settled, whoever did it, and leaves the queue.
   *
   * @returns the unit, where it went along
   */
  beginAt(offset: string): Unit<RecordType> | undefined {
    this.#floor = BigInt(offset);
    this.committed = offset;
    let gone: Unit<RecordType> | undefined;
    for (;;) {
      const head = this.#queue[this.#taken];
      if (head === undefined || BigInt(head.offset) >= this.#floor) break;
      this.#take(head);
      gone ??= this.unit;
    }
    if (gone) this.unit = undefined;
    this.#compact();
    return gone;
  }

  #take(record: RecordType): void {
    this.#queuedBytes -= record.sizeBytes;
    this.#surviving.delete(record.offset);
    this.refusals.delete(record.offset);
    this.#taken += 1;
    if (this.splitRecords > 0) this.splitRecords -= 1;
  }

  #compact(): void {
    if (this.#taken >= compactAfter || this.#taken === this.#queue.length) {
      this.#queue = this.#queue.slice(this.#taken);
      this.#taken = 0;
    }
  }

  /** More has come while the unit waited for a slot: a batch that was never tried takes it in. */
  widenUnit(maxRecords: number): void {
    if (this.state !== 'ready' || this.unit?.failedAttempts !== 0 || this.splitRecords > 0) return;
    const wider = this.nextUnit(maxRecords, 0);
    if (wider !== undefined) this.unit = { ...this.unit, records: wider.records };
  }

  /** The head of the queue is tried anew, as if it never had been. */
  forgetAttempts(): void {
    this.unit = undefined;
    this.letter = undefined;
    this.stoppedBy = undefined;
    this.splitRecords = 0;
    this.refusals.clear();
    this.#surviving.clear();
  }

  status(): PartitionStatus {
    const { topic, partition, state, position, committed, queuedRecords, queuedBytes, isPaused, stoppedBy } = this;
    const status = { topic, partition, state, position, committed, queuedRecords, queuedBytes, paused: isPaused };
    return stoppedBy === undefined ? status : { ...status, stoppedBy };
  }
}

function isSameHistory(a: SurvivingAttempts | undefined, b: SurvivingAttempts | undefined): boolean {
  return a?.failedAttempts === b?.failedAttempts && a?.isolation === b?.isolation;
}
