import { AttemptRunner } from './attempt-runner.ts';
import { backoffMs } from './backoff.ts';
import { Claims } from './claims.ts';
import { Committer } from './committer.ts';
import { DeadLettering } from './dead-lettering.ts';
import { createIsolationGate } from './isolation-gate.ts';
import { partitionKey } from './partition-key.ts';
import { PartitionWork, type Unit } from './partition-work.ts';
import type {
  AttemptError,
  DeadLetter,
  DeliverableRecord,
  Delivery,
  DeliveryOptions,
  DeliveryPorts,
  DeliverySettings,
  DrainResult,
  FetchedRecords,
  PartitionStatus,
  SurvivingAttempts,
  TopicPartition,
} from './types.ts';

const defaultCommitIntervalMs = 250;
const defaultMaxQueuedRecords = 500;
const defaultMaxQueuedBytes = 4 * 1024 * 1024;

/** The delivery of one consumer instance. It owns its timers through `ports.clock`, and holds none once drained. */
export function createDelivery<RecordType extends DeliverableRecord>(
  settings: DeliverySettings,
  ports: DeliveryPorts<RecordType>,
  options: DeliveryOptions = {},
): Delivery<RecordType> {
  return new ConsumerDelivery(settings, ports, options);
}

/** The state machine of README.md, a partition at a time. What runs at once is the runner's affair, what is committed the committer's. */
class ConsumerDelivery<RecordType extends DeliverableRecord> implements Delivery<RecordType> {
  #settings: DeliverySettings;
  readonly #ports: DeliveryPorts<RecordType>;
  readonly #surviving: readonly SurvivingAttempts[];
  readonly #works = new Map<string, PartitionWork<RecordType>>();
  readonly #runner: AttemptRunner<RecordType>;
  readonly #committer: Committer<RecordType>;
  readonly #letters: DeadLettering<RecordType>;
  /** Where the consumer delivers exactly once. */
  readonly #claims: Claims<RecordType> | undefined;
  #draining: Promise<DrainResult<RecordType>> | undefined;
  #onSettled: (() => void) | undefined;

  constructor(settings: DeliverySettings, ports: DeliveryPorts<RecordType>, options: DeliveryOptions) {
    this.#settings = settings;
    this.#ports = ports;
    this.#surviving = options.surviving ?? [];
    this.#committer = new Committer(ports, settings.commitIntervalMs ?? defaultCommitIntervalMs, () =>
      this.#works.values(),
    );
    this.#runner = new AttemptRunner(settings, ports, options.hostGate ?? createIsolationGate(), {
      done: (work, unit) => this.#settle(work, unit),
      committed: (work, unit, nextOffset) => {
        this.#claims?.committed(work, nextOffset);
        this.#settle(work, unit);
      },
      inDoubt: (work, doubt) => this.#claims?.inDoubt(work, doubt),
      refused: (work, refusals) => this.#refused(work, refusals),
      failed: (work, unit, error) => this.#failed(work, unit, error),
      again: (work) => this.#ready(work),
      ended: () => this.#onSettled?.(),
    });
    this.#letters = new DeadLettering(ports, {
      published: (work, nextOffset) => {
        if (work.unit === undefined) return;
        this.#claims?.committed(work, nextOffset);
        this.#settle(work, work.unit);
      },
      again: (work) => this.#ready(work),
      mayRetry: () => this.#draining === undefined,
      ended: () => this.#onSettled?.(),
    });
    if (!ports.transactions) return;
    this.#claims = new Claims(ports, ports.transactions, {
      settledElsewhere: (work, unit) => this.#journalSettled(work, unit),
      begun: (work) => this.#balanceFetching(work),
      again: (work) => this.#ready(work),
      isDraining: () => this.#draining !== undefined,
      ended: () => this.#onSettled?.(),
    });
  }

  assign(partitions: readonly TopicPartition[]): void {
    const wanted = new Map(partitions.map((partition) => [partitionKey(partition), partition]));
    this.revoke([...this.#works.values()].filter((work) => !wanted.has(work.key)));
    for (const [key, partition] of wanted) {
      const kept = this.#works.get(key);
      if (kept === undefined) this.#works.set(key, new PartitionWork(partition, key, this.#survivingOf(key)));
      // A rebalance makes the client forget what it had paused.
      else if (kept.isPaused) this.#ports.pause([kept]);
    }
  }

  revoke(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) {
      const work = this.#works.get(partitionKey(partition));
      if (work !== undefined) this.#drop(work);
    }
    this.#runner.startWhatCan();
  }

  accept(fetched: FetchedRecords<RecordType>): void {
    let work = this.#works.get(partitionKey(fetched));
    if (work === undefined || this.#draining !== undefined) return;
    if (work.nextOffset !== undefined && BigInt(fetched.highWatermark) < work.nextOffset) {
      work = this.#restartLog(work, fetched);
    }
    const known = work.enqueue(fetched.records, fetched.nextOffset);
    const { topic, partition } = work;
    if (known > 0) this.#ports.report({ type: 'refetched-dropped', topic, partition, count: known });
    if (work.hasProgress) this.#scheduleCommit();
    this.#balanceFetching(work);
    if (work.state === 'idle') this.#ready(work);
    else work.widenUnit(this.#settings.batch?.maxRecords ?? 1);
  }

  async commitNow(): Promise<void> {
    // With transactions everything is committed as soon as it is done.
    if (!this.#claims) await this.#committer.commitNow();
  }

  changeSettings(settings: DeliverySettings): void {
    this.#settings = settings;
    this.#runner.changeSettings(settings);
    for (const work of this.#works.values()) this.#balanceFetching(work);
  }

  restartPartition(partition: TopicPartition): void {
    const work = this.#works.get(partitionKey(partition));
    if (work?.state !== 'stopped') return;
    work.forgetAttempts();
    this.#ports.report({ type: 'partition-restarted', topic: work.topic, partition: work.partition });
    this.#ready(work);
    this.#balanceFetching(work);
  }

  drain({ deadlineMs }: { deadlineMs: number }): Promise<DrainResult<RecordType>> {
    this.#draining ??= this.#drain(deadlineMs);
    return this.#draining;
  }

  status(): readonly PartitionStatus[] {
    return [...this.#works.values()].map((work) => work.status());
  }

  #survivingOf(key: string): Map<string, SurvivingAttempts> {
    const ours = this.#surviving.filter((attempt) => partitionKey(attempt) === key);
    return new Map(ours.map((attempt) => [attempt.offset, attempt]));
  }

  /** Its records go on in a new life of the partition, from the first that the new log gave. */
  #restartLog(work: PartitionWork<RecordType>, fetched: FetchedRecords<RecordType>): PartitionWork<RecordType> {
    this.#drop(work);
    const { topic, partition, key } = work;
    const restarted = new PartitionWork<RecordType>(work, key, new Map());
    this.#works.set(key, restarted);
    const fromOffset = fetched.records[0]?.offset ?? fetched.nextOffset;
    this.#ports.report({ type: 'log-restarted', topic, partition, fromOffset });
    return restarted;
  }

  #drop(work: PartitionWork<RecordType>): void {
    work.isRevoked = true;
    work.backoffTimer?.cancel();
    this.#works.delete(work.key);
    if (work.unit !== undefined) this.#journalSettled(work, work.unit);
    work.doubt?.abandon();
    this.#runner.drop(work);
  }

  /** The head of the queue may be tried as soon as there is a slot. */
  #ready(work: PartitionWork<RecordType>): void {
    if (work.isRevoked || this.#claims?.mustClaim(work)) return;
    if (work.letter) {
      this.#letters.publish(work, work.letter);
      return;
    }
    work.unit ??= work.nextUnit(this.#settings.batch?.maxRecords ?? 1, this.#settings.retry.limit);
    const { unit } = work;
    if (unit === undefined) {
      work.state = 'idle';
      this.#claims?.commitPosition(work);
      return;
    }
    const refusal = work.refusals.get(unit.records[0]?.offset ?? '');
    if (refusal !== undefined) this.#giveUp(work, unit, refusal, 'refused');
    else if (unit.failedAttempts > this.#settings.retry.limit) this.#failed(work, unit, diedWithHost);
    else {
      work.state = 'ready';
      if (this.#draining === undefined) this.#runner.enqueue(work);
    }
  }

  #refused(work: PartitionWork<RecordType>, refusals: readonly { offset: string; error: AttemptError }[]): void {
    for (const { offset, error } of refusals) work.refusals.set(offset, error);
    work.unit = undefined;
    this.#ready(work);
  }

  #failed(work: PartitionWork<RecordType>, unit: Unit<RecordType>, error: AttemptError): void {
    const { records, failedAttempts } = unit;
    if (failedAttempts > this.#settings.retry.limit) {
      if (records.length === 1) {
        this.#giveUp(work, unit, error, 'exhausted');
        return;
      }
      this.#ports.report({ type: 'batch-split', records });
      work.splitRecords = records.length;
      work.unit = undefined;
      this.#journalSplit(work, unit);
      this.#ready(work);
      return;
    }
    const inMs = backoffMs(this.#settings.retry, failedAttempts);
    this.#ports.report({ type: 'retry-scheduled', records, attempt: failedAttempts + 1, inMs });
    work.state = 'backing-off';
    if (this.#draining !== undefined) return;
    work.backOff(this.#ports.clock, inMs, () => this.#ready(work));
  }

  #giveUp(
    work: PartitionWork<RecordType>,
    unit: Unit<RecordType>,
    error: AttemptError,
    reason: DeadLetter<RecordType>['reason'],
  ): void {
    const [record] = unit.records;
    if (record === undefined) return;
    const letter: DeadLetter<RecordType> = {
      record,
      attempts: reason === 'refused' ? 0 : unit.failedAttempts,
      error,
      reason,
    };
    // A refused record stands at the head of a batch that may hold others: it alone is given up.
    work.unit = { ...unit, records: [record] };
    switch (this.#settings.whenExhausted) {
      case 'dead-letter':
        work.deadLetterFailures = 0;
        this.#letters.publish(work, letter);
        break;
      case 'skip':
        this.#ports.report({ type: 'skipped', letter });
        this.#settle(work, work.unit);
        break;
      case 'stop-partition':
        work.state = 'stopped';
        work.stoppedBy = error;
        this.#balanceFetching(work);
        this.#ports.report({ type: 'partition-stopped', letter });
        break;
    }
  }

  #settle(work: PartitionWork<RecordType>, unit: Unit<RecordType>): void {
    this.#journalSettled(work, unit);
    work.settleUnit();
    this.#scheduleCommit();
    this.#balanceFetching(work);
    this.#ready(work);
  }

  #scheduleCommit(): void {
    if (!this.#claims) this.#committer.schedule();
  }

  #journalSettled({ topic, partition }: TopicPartition, unit: Unit<RecordType>): void {
    const offsets = unit.records.map((record) => record.offset);
    this.#ports.journal({ type: 'settled', topic, partition, offsets });
  }

  /** Each of them still has its last attempt before it, also where the host dies in between. */
  #journalSplit({ topic, partition }: TopicPartition, { records, isolation }: Unit<RecordType>): void {
    const failedAttempts = this.#settings.retry.limit;
    for (const { offset } of records) {
      this.#ports.journal({ type: 'ended', topic, partition, offsets: [offset], failedAttempts, isolation });
    }
  }

  /** Stops fetching where too much waits or nothing will move, and goes on at half of it. */
  #balanceFetching(work: PartitionWork<RecordType>): void {
    const { maxQueuedRecords = defaultMaxQueuedRecords, maxQueuedBytes = defaultMaxQueuedBytes } = this.#settings;
    const { topic, partition, queuedRecords, queuedBytes } = work;
    const isFull = queuedRecords >= maxQueuedRecords || queuedBytes >= maxQueuedBytes || work.state === 'stopped';
    const hasRoom = queuedRecords <= maxQueuedRecords / 2 && queuedBytes <= maxQueuedBytes / 2;
    if (!work.isPaused && isFull) {
      work.isPaused = true;
      this.#ports.pause([work]);
      this.#ports.report({ type: 'paused', topic, partition, queuedRecords, queuedBytes });
    } else if (work.isPaused && hasRoom && !isFull) {
      work.isPaused = false;
      this.#ports.resume([work]);
      this.#ports.report({ type: 'resumed', topic, partition, queuedRecords, queuedBytes });
    }
  }

  async #drain(deadlineMs: number): Promise<DrainResult<RecordType>> {
    this.#runner.close();
    for (const work of this.#works.values()) {
      work.backoffTimer?.cancel();
      // What is in doubt need not wait any more, and is to be found out.
      if (work.backoffTimer && work.doubt) this.#ready(work);
    }
    await new Promise<void>((resolve) => {
      const deadline = this.#ports.clock.schedule(deadlineMs, resolve);
      const check = (): void => {
        if (this.#runner.inFlight + this.#letters.underWay > 0 || this.#claims?.underWay) return;
        this.#claims?.commitLast(this.#works.values());
        if (this.#claims?.underWay) return;
        deadline.cancel();
        resolve();
      };
      this.#onSettled = check;
      check();
    });
    this.#onSettled = undefined;
    this.#committer.stop();
    const committed = this.#claims?.isCommitted(this.#works.values()) ?? (await this.#committer.commitNow());
    this.#committer.stop();
    const inFlight = this.#runner.abandon();
    for (const work of this.#works.values()) {
      work.isRevoked = true;
      work.doubt?.abandon();
    }
    const left = [...this.#works.values()].flatMap(({ topic, partition, position, queuedRecords }) =>
      position === undefined || queuedRecords === 0
        ? []
        : [{ topic, partition, fromOffset: position, count: queuedRecords }],
    );
    this.#works.clear();
    return { inFlight, left, committed };
  }
}

/** The error of an event whose attempts ended with their host, so that no handler could say anything. */
const diedWithHost: AttemptError = {
  message: 'The process that runs the handler died during each attempt.',
  code: 'host-lost',
};
