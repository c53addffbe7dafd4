import {
  type ConsumedRecord,
  createGroupMember,
  type GroupAssignment,
  type GroupMember,
  type OnRefused,
} from '../../clients/index.ts';
import {
  type Attempt,
  type AttemptOutcome,
  createDelivery,
  type DeadLetter,
  type Delivery,
  type DeliveryReport,
  type DeliverySettings,
  type PartitionOffset,
  type SurvivingAttempts,
} from '../../../shared/delivery/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { createDeferred } from '../deferred.ts';
import type { PlannedConsumer } from '../plan/plan.ts';
import type { RecordForWorker } from '../protocol/host-worker.ts';
import type { ErrorReport } from '../reports.ts';
import { deadLetterRecord } from './dead-letter.ts';
import { DeliveryHops } from './delivery-hops.ts';
import { measureDelivery, weightOf } from './delivery-measures.ts';
import { runtimeReports } from './delivery-reports.ts';
import { type EventOrigin, originOfRecord } from './event-origin.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import { isAbandoned } from './is-abandoned.ts';
import { PartitionTransactions } from './partition-transactions.ts';
import { refusalReporter } from './refused-writes.ts';
import type { Seat } from './seat.ts';
import { type CallTransaction, TransactionalCalls } from './transactional-calls.ts';

/** A call that can't have its worker waits no longer than this, and never so long that its attempt times out. */
const longestReadyWaitMs = 5_000;

/** One member of a consumer's group, its delivery and its worker. Owns all three until `leave`. */
export class ConsumerInstance {
  private readonly index: number;
  private readonly host: HostSurroundings;
  private readonly seat: Seat;
  private readonly member: GroupMember;
  private readonly delivery: Delivery<ConsumedRecord>;
  private readonly hops: DeliveryHops;
  /** Where the consumer delivers exactly once. */
  private readonly transactions: PartitionTransactions | undefined;
  private readonly transactional: TransactionalCalls | undefined;
  private readonly onRefused: OnRefused;
  private readonly origins = new WeakMap<ConsumedRecord, EventOrigin>();
  private consumer: PlannedConsumer;
  /** Resolves when the group is about to share its partitions out anew; another one from then on. */
  private rebalance = createDeferred();

  constructor(
    consumer: PlannedConsumer,
    index: number,
    codeFile: string,
    surviving: readonly SurvivingAttempts[],
    host: HostSurroundings,
  ) {
    this.consumer = consumer;
    this.index = index;
    this.host = host;
    this.seat = host.createSeat(consumer, index, codeFile);
    this.onRefused = refusalReporter(() => this.consumer.name, host);
    this.hops = new DeliveryHops(host.hops, consumer, index, (record) => this.originOf(record));
    if (consumer.delivery.guarantee === 'exactly-once') {
      const { connection } = host.settings;
      const { timeoutMs } = consumer.delivery;
      const options = { connection, clock: host.clock, group: consumer.group, timeoutMs };
      this.transactions = new PartitionTransactions(options);
      this.transactional = new TransactionalCalls(this.transactions, consumer.group, host.hops);
    }
    this.delivery = createDelivery<ConsumedRecord>(
      settingsOf(consumer),
      {
        clock: host.clock,
        invoke: (attempt) => this.invoke(attempt),
        publishDeadLetter: (letter, nextOffset) => this.publishDeadLetter(letter, nextOffset),
        commit: (offsets) => this.commit(offsets),
        transactions: this.transactions,
        pause: (partitions) => this.member.pause(partitions),
        resume: (partitions) => this.member.resume(partitions),
        journal: (entry) => host.journal.attempt(consumer.id, entry),
        report: (report) => this.report(report),
      },
      { hostGate: host.isolationGate, surviving },
    );
    this.member = createGroupMember(
      {
        connection: host.settings.connection,
        groupId: consumer.group,
        topics: consumer.subscribes.map((name) => host.topics.byName(name)?.kafkaName ?? name),
        fromBeginning: consumer.fromBeginning,
      },
      {
        assigned: (assignment) => this.assigned(assignment),
        rebalancing: () => {
          this.transactions?.unsettled();
          this.rebalance.resolve();
          void this.delivery.commitNow();
        },
        fetched: (batch) => {
          this.hops.fetched(batch.records);
          this.delivery.accept(batch);
        },
        restarting: (fault, inMs) => {
          this.transactions?.unsettled();
          this.fault(fault.code, `The member joins ${consumer.group} again in ${inMs} ms: ${fault.message}`);
        },
      },
    );
  }

  /** Resolves when the member has joined its group and the worker is there. */
  async join(): Promise<void> {
    await Promise.all([this.member.start(), this.seat.whenFirstTried()]);
  }

  swap(codeFile: string): Promise<ErrorReport | undefined> {
    return this.seat.swap(codeFile);
  }

  change(consumer: PlannedConsumer): void {
    this.consumer = consumer;
    this.transactions?.change(consumer.delivery.timeoutMs);
    this.delivery.changeSettings(settingsOf(consumer));
    this.seat.rewire(consumer);
  }

  topicsChanged(): void {
    this.seat.rewire(this.consumer);
  }

  /** Whether the partition is this instance's and stood still, and now goes on. */
  restartPartition(topic: string, partition: number): boolean {
    const stopped = this.delivery
      .status()
      .some((status) => status.topic === topic && status.partition === partition && status.state === 'stopped');
    if (stopped) this.delivery.restartPartition({ topic, partition });
    return stopped;
  }

  /** Finishes what is in flight, commits, leaves the group, ends the worker. */
  async leave(deadlineMs: number): Promise<void> {
    const { committed, inFlight } = await this.delivery.drain({ deadlineMs });
    if (!committed) this.fault('commit-failed', 'The last commit failed: some events will come again.');
    if (inFlight.length > 0) this.fault('drain-deadline', `${inFlight.length} calls did not end in time.`);
    await this.member.stop();
    await this.transactions?.close();
    this.host.member(this.consumer.id, this.index, null);
    await this.seat.close();
    const timeMs = this.host.clock.nowMs();
    this.host.reports.report({ type: 'member-left', timeMs, node: this.consumer.name, instance: this.index });
  }

  /**
   * What is committed doesn't come again, so the engine is to know of it before: a host that is killed takes along what it has told and
   * nobody has read. At the beginning of a rebalance there is no time for that.
   */
  private commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const taken = this.host.hops.taken();
    if (!taken || this.rebalance.settled) return this.member.commit(offsets);
    return Promise.race([taken, this.rebalance.promise]).then(() => this.member.commit(offsets));
  }

  private assigned({ memberId, generation, partitions }: GroupAssignment): void {
    this.host.member(this.consumer.id, this.index, { groupId: this.consumer.group, memberId });
    if (this.rebalance.settled) this.rebalance = createDeferred();
    this.transactions?.assigned(partitions);
    this.delivery.assign(partitions);
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    this.host.reports.report({
      type: 'member-joined',
      timeMs: this.host.clock.nowMs(),
      node: this.consumer.name,
      instance: this.index,
      group: this.consumer.group,
      memberId,
      generation,
      assignment: topics.map((topic) => ({
        topic: this.host.topics.nameOf(topic),
        partitions: partitions
          .filter((assigned) => assigned.topic === topic)
          .map(({ partition }) => partition)
          .sort((one, other) => one - other),
      })),
    });
  }

  private async invoke(attempt: Attempt<ConsumedRecord>): Promise<AttemptOutcome> {
    const attemptNumber = this.hops.numberOf(attempt);
    const outcome = await (this.transactional?.run(attempt, (transaction) =>
      this.call(attempt, attemptNumber, transaction),
    ) ?? this.call(attempt, attemptNumber));
    // Looked at last: a partition may go while the transaction of its attempt ends.
    if (attemptNumber !== undefined && isAbandoned(attempt.signal)) this.hops.abandoned(attemptNumber);
    return outcome;
  }

  private async call(
    attempt: Attempt<ConsumedRecord>,
    attemptNumber: number | undefined,
    transaction?: CallTransaction,
  ): Promise<AttemptOutcome> {
    const { records, signal, timeoutMs } = attempt;
    const outcome = await this.seat.call({
      input: { type: 'records', records: records.map((record) => this.recordForWorker(record)) },
      attempt: attempt.attempt,
      origins: records.map((record) => this.originOf(record)),
      ...(attemptNumber !== undefined && {
        attemptNumber,
        onClockRead: (readingsMs) => this.hops.clockRead(attemptNumber, readingsMs),
      }),
      transaction,
      signal,
      readyTimeoutMs: Math.min(longestReadyWaitMs, timeoutMs / 2),
    });
    if (outcome.type === 'done') return { type: 'done' };
    if (outcome.type === 'worker-ended') return { type: 'failed', error: outcome.error };
    if (outcome.type !== 'refused') return outcome;
    const refusals = outcome.refusals.flatMap(({ record, error }) => {
      const offset = records[record]?.offset;
      return offset === undefined ? [] : [{ offset, error }];
    });
    return { type: 'refused', refusals };
  }

  private recordForWorker(record: ConsumedRecord): RecordForWorker {
    const { partition, offset, timestampMs, key, value, headers } = record;
    return {
      id: this.originOf(record).id,
      topic: this.host.topics.nameOf(record.topic),
      partition,
      offset,
      timestampMs,
      // A view would take the whole fetch along when it is cloned.
      key: key && new Uint8Array(key),
      value: value && new Uint8Array(value),
      headers: headers.map(({ name, value }) => [name, value && new Uint8Array(value)]),
    };
  }

  private async publishDeadLetter(letter: DeadLetter<ConsumedRecord>, nextOffset: string): Promise<void> {
    const name = this.consumer.delivery.deadLetterTopic;
    const topic = name === undefined ? undefined : this.host.topics.byName(name);
    if (!topic) throw new Fault('dead-letter-topic-missing', `${this.consumer.name} has no dead-letter topic.`);
    const sentMs = this.host.hops.nowMs();
    const record = deadLetterRecord(letter, this.consumer, topic.kafkaName);
    const { transactional, host, onRefused } = this;
    const place = await (transactional?.sendOne(letter.record, record, nextOffset, onRefused) ??
      host.producer.send(record, onRefused));
    this.hops.letterSent(letter.record, place, sentMs);
    const { partition } = place;
    this.host.reports.weigh('sent', {
      node: this.consumer.name,
      topic: topic.name,
      partition,
      ...weightOf(letter.record),
    });
  }

  private report(report: DeliveryReport<ConsumedRecord>): void {
    const reports = runtimeReports(report, {
      timeMs: this.host.clock.nowMs(),
      node: this.consumer.name,
      service: this.host.settings.service,
      topicName: (kafkaName) => this.host.topics.nameOf(kafkaName),
      eventId: (record) => this.originOf(record).id,
      deadLetterTopic: this.consumer.delivery.deadLetterTopic,
    });
    this.transactional?.take(report);
    for (const each of reports) this.host.reports.report(each);
    measureDelivery(report, this.consumer.name, this.host);
    this.hops.take(report);
  }

  private originOf(record: ConsumedRecord): EventOrigin {
    const known = this.origins.get(record);
    if (known) return known;
    const origin = originOfRecord(record, this.host.topics.nameOf(record.topic));
    this.origins.set(record, origin);
    return origin;
  }

  private fault(code: string, message: string): void {
    const { clock, reports, settings } = this.host;
    reports.report({
      type: 'fault',
      timeMs: clock.nowMs(),
      service: settings.service,
      node: this.consumer.name,
      code,
      message,
    });
  }
}

/** Its delivery says nothing more of it. */
function settingsOf({ delivery, batch }: PlannedConsumer): DeliverySettings {
  const { concurrency, timeoutMs, retry, whenExhausted } = delivery;
  return { concurrency, timeoutMs, retry, whenExhausted, batch };
}
