import type { Timer } from '../lib/index.ts';
import { toAttemptError } from './attempt-error.ts';
import type { Doubt, PartitionWork, Unit } from './partition-work.ts';
import type {
  AbortReason,
  AttemptError,
  AttemptFailure,
  AttemptOutcome,
  DeliverableRecord,
  DeliveryPorts,
  DeliverySettings,
  IsolationGate,
} from './types.ts';

/** What an attempt's end means for its partition. None is called for a partition that was taken away. */
export interface AttemptEnds<RecordType extends DeliverableRecord> {
  done(work: PartitionWork<RecordType>, unit: Unit<RecordType>): void;
  /** Done, and `nextOffset` is committed. */
  committed(work: PartitionWork<RecordType>, unit: Unit<RecordType>, nextOffset: string): void;
  /** Nobody knows whether it was committed. */
  inDoubt(work: PartitionWork<RecordType>, doubt: Doubt): void;
  refused(work: PartitionWork<RecordType>, refusals: readonly { offset: string; error: AttemptError }[]): void;
  /** It counts: `unit.failedAttempts` includes it. */
  failed(work: PartitionWork<RecordType>, unit: Unit<RecordType>, error: AttemptError): void;
  /** It doesn't count, and the same unit may be tried again at once. */
  again(work: PartitionWork<RecordType>): void;
  /** Called last, whatever the end, and for partitions that were taken away too. */
  ended(): void;
}

interface RunningAttempt<RecordType extends DeliverableRecord> {
  work: PartitionWork<RecordType>;
  unit: Unit<RecordType>;
  nextOffset: string;
  abort: AbortController;
  timeout: Timer;
  timeoutMs: number;
  startedMs: number;
  /** Another attempt of this consumer instance ran at some moment of this one: a worker's death may be that one's fault. */
  hadCompany: boolean;
  isTimedOut: boolean;
  isExclusive: boolean;
}

/**
 * Runs attempts: as many at once as the consumer's concurrency allows, one a partition, a suspect alone. Owns the timeout
 * of each attempt. An attempt keeps its slot until it has settled, even when its result no longer counts.
 */
export class AttemptRunner<RecordType extends DeliverableRecord> {
  #settings: DeliverySettings;
  readonly #ports: DeliveryPorts<RecordType>;
  readonly #gate: IsolationGate;
  readonly #ends: AttemptEnds<RecordType>;
  /** In the order in which they became ready. */
  readonly #waiting = new Set<PartitionWork<RecordType>>();
  /** By partition: a partition that was lost and won again must not be worked on twice at once. */
  readonly #running = new Map<string, RunningAttempt<RecordType>>();
  #isClosed = false;
  #isAwaitingGate = false;

  constructor(
    settings: DeliverySettings,
    ports: DeliveryPorts<RecordType>,
    gate: IsolationGate,
    ends: AttemptEnds<RecordType>,
  ) {
    this.#settings = settings;
    this.#ports = ports;
    this.#gate = gate;
    this.#ends = ends;
    gate.onChange(() => this.startWhatCan());
  }

  get inFlight(): number {
    return this.#running.size;
  }

  /** Attempts in flight keep their timeout. */
  changeSettings(settings: DeliverySettings): void {
    this.#settings = settings;
    this.startWhatCan();
  }

  enqueue(work: PartitionWork<RecordType>): void {
    this.#waiting.add(work);
    this.startWhatCan();
  }

  drop(work: PartitionWork<RecordType>): void {
    this.#waiting.delete(work);
    this.#abort(work, 'revoked');
  }

  /** Nothing more starts. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
    this.#stopAwaitingGate();
  }

  /** Gives up what is still in flight, and tells what it was. */
  abandon(): (readonly RecordType[])[] {
    return [...this.#running.values()].map(({ work, unit }) => {
      this.#abort(work, 'drained');
      work.isRevoked = true;
      return unit.records;
    });
  }

  startWhatCan(): void {
    if (this.#isClosed) return;
    const suspect = [...this.#waiting].find((work) => work.unit !== undefined && work.unit.isolation !== 'shared');
    if (suspect !== undefined) {
      this.#startAlone(suspect);
      return;
    }
    this.#stopAwaitingGate();
    for (const work of this.#waiting) {
      if (this.#running.size >= this.#settings.concurrency) return;
      if (this.#running.has(work.key)) continue;
      if (this.#hasExclusive() || !this.#gate.tryEnter(false)) return;
      this.#start(work, false);
    }
  }

  /** While a suspect waits nothing else starts; it goes in once everything before it has ended. */
  #startAlone(suspect: PartitionWork<RecordType>): void {
    if (this.#running.size > 0) return;
    const needsHost = suspect.unit?.isolation === 'host';
    if (this.#gate.tryEnter(needsHost)) {
      this.#stopAwaitingGate();
      this.#start(suspect, needsHost);
    } else if (needsHost && !this.#isAwaitingGate) {
      this.#isAwaitingGate = true;
      this.#gate.await(this);
    }
  }

  #stopAwaitingGate(): void {
    if (!this.#isAwaitingGate) return;
    this.#isAwaitingGate = false;
    this.#gate.withdraw(this);
  }

  #hasExclusive(): boolean {
    return [...this.#running.values()].some(({ unit }) => unit.isolation !== 'shared');
  }

  #start(work: PartitionWork<RecordType>, isExclusive: boolean): void {
    const { unit, topic, partition } = work;
    if (unit === undefined) throw new Error('A partition without records was ready.');
    this.#waiting.delete(work);
    work.state = 'in-flight';
    const { records, failedAttempts, isolation } = unit;
    const { timeoutMs } = this.#settings;
    const abort = new AbortController();
    const nextOffset = work.positionAfter(unit);
    const attempt: RunningAttempt<RecordType> = {
      work,
      unit,
      nextOffset,
      abort,
      timeout: this.#ports.clock.schedule(timeoutMs, () => {
        attempt.isTimedOut = true;
        this.#abort(work, 'timed-out');
      }),
      timeoutMs,
      startedMs: this.#ports.clock.nowMs(),
      hadCompany: this.#running.size > 0,
      isTimedOut: false,
      isExclusive,
    };
    for (const other of this.#running.values()) other.hadCompany = true;
    this.#running.set(work.key, attempt);
    const offsets = records.map((record) => record.offset);
    this.#ports.journal({ type: 'started', topic, partition, offsets, failedAttempts, isolation });
    this.#ports.report({ type: 'attempt-started', records, attempt: failedAttempts + 1, isolation });
    const call = { topic, partition, records, nextOffset, attempt: failedAttempts + 1, isolation, timeoutMs };
    this.#ports.invoke({ ...call, signal: abort.signal }).then(
      (outcome) => this.#end(attempt, outcome),
      (thrown: unknown) => this.#end(attempt, { type: 'failed', error: toAttemptError(thrown) }),
    );
  }

  #abort(work: PartitionWork<RecordType>, reason: AbortReason): void {
    const attempt = this.#running.get(work.key);
    if (attempt?.work === work) attempt.abort.abort(reason);
  }

  #end(attempt: RunningAttempt<RecordType>, outcome: AttemptOutcome): void {
    const { work, timeout, isExclusive } = attempt;
    timeout.cancel();
    this.#running.delete(work.key);
    if (!work.isRevoked) this.#conclude(attempt, outcome);
    this.#ends.ended();
    // Last, since it lets others of the host in, and starts what waits here.
    this.#gate.leave(isExclusive);
  }

  #conclude(attempt: RunningAttempt<RecordType>, outcome: AttemptOutcome): void {
    const { work, unit } = attempt;
    const { failedAttempts } = unit;
    const durationMs = this.#ports.clock.nowMs() - attempt.startedMs;
    // A transaction's end stands: an attempt that was too slow for its limit was in time for its commit all the same.
    if (attempt.isTimedOut && outcome.type !== 'committed' && outcome.type !== 'unsettled') {
      const message = `The handler took longer than ${attempt.timeoutMs} ms.`;
      this.#count(attempt, 'timed-out', { message, code: 'timed-out' }, durationMs);
      return;
    }
    switch (outcome.type) {
      case 'done':
        this.#ports.report({ type: 'attempt-done', records: unit.records, attempt: failedAttempts + 1, durationMs });
        this.#ends.done(work, unit);
        break;
      case 'committed':
        this.#ports.report({ type: 'attempt-done', records: unit.records, attempt: failedAttempts + 1, durationMs });
        this.#ends.committed(work, unit, attempt.nextOffset);
        break;
      case 'unsettled': {
        this.#journalEnded(work, unit);
        const { records } = unit;
        const number = failedAttempts + 1;
        this.#ends.inDoubt(work, {
          nextOffset: attempt.nextOffset,
          error: outcome.error,
          conclude: (isCommitted) => {
            if (!isCommitted) this.#report(attempt, 'interrupted', outcome.error, durationMs, false);
            else this.#ports.report({ type: 'attempt-done', records, attempt: number, durationMs });
          },
          abandon: () => this.#ports.report({ type: 'attempt-abandoned', records, attempt: number }),
        });
        break;
      }
      case 'failed':
        this.#count(attempt, 'failed', outcome.error, durationMs);
        break;
      case 'worker-lost':
        if (attempt.hadCompany) this.#retryUncounted(attempt, 'worker-lost', outcome.error, durationMs);
        else this.#count(attempt, 'worker-lost', outcome.error, durationMs);
        break;
      case 'interrupted':
        this.#retryUncounted(attempt, 'interrupted', outcome.error, durationMs);
        break;
      case 'refused': {
        const error = outcome.refusals[0]?.error ?? { message: 'The records were refused.' };
        this.#report(attempt, 'refused', error, durationMs, false);
        this.#journalEnded(work, unit);
        this.#ends.refused(work, outcome.refusals);
        break;
      }
    }
  }

  #count(attempt: RunningAttempt<RecordType>, failure: AttemptFailure, error: AttemptError, durationMs: number): void {
    const { work, unit } = attempt;
    this.#report(attempt, failure, error, durationMs, true);
    // Who ended a worker once is tried alone from then on.
    const isolation = failure === 'worker-lost' && unit.isolation === 'shared' ? 'worker' : unit.isolation;
    const counted = { ...unit, isolation, failedAttempts: unit.failedAttempts + 1 };
    work.unit = counted;
    this.#journalEnded(work, counted);
    this.#ends.failed(work, counted, error);
  }

  #retryUncounted(
    attempt: RunningAttempt<RecordType>,
    failure: AttemptFailure,
    error: AttemptError,
    durationMs: number,
  ): void {
    const { work, unit } = attempt;
    this.#report(attempt, failure, error, durationMs, false);
    const isolation = failure === 'worker-lost' && unit.isolation === 'shared' ? 'worker' : unit.isolation;
    work.unit = { ...unit, isolation };
    this.#journalEnded(work, work.unit);
    this.#ends.again(work);
  }

  #report(
    { unit }: RunningAttempt<RecordType>,
    failure: AttemptFailure,
    error: AttemptError,
    durationMs: number,
    counted: boolean,
  ): void {
    const { records, failedAttempts } = unit;
    const attempt = failedAttempts + 1;
    this.#ports.report({ type: 'attempt-failed', records, attempt, durationMs, failure, error, counted });
  }

  #journalEnded({ topic, partition }: PartitionWork<RecordType>, unit: Unit<RecordType>): void {
    const { failedAttempts, isolation, records } = unit;
    const offsets = records.map((record) => record.offset);
    this.#ports.journal({ type: 'ended', topic, partition, offsets, failedAttempts, isolation });
  }
}
