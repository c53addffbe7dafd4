import type { ConsumedRecord } from '../../clients/index.ts';
import {
  type Attempt,
  type AttemptError,
  type DeadLetter,
  type DeliveryReport,
  partitionKey,
} from '../../../shared/delivery/index.ts';
import type {
  AttemptOutcome,
  GivenUpWay,
  HandledRecord,
  HopError,
  RecordPlace,
  SentLetter,
} from '../../../shared/hops/index.ts';
import type { PlannedConsumer } from '../plan/plan.ts';
import { type EventOrigin, handledRecord, isForeign } from './event-origin.ts';
import { type HopRecorder, payloadOf } from './hop-recorder.ts';

/** Of an error's stack, in characters. */
const keptStack = 4_000;

/** The hops of one consumer instance: what its delivery reports, told with the records' places and the attempts' numbers. */
export class DeliveryHops {
  readonly #hops: HopRecorder;
  readonly #consumer: PlannedConsumer;
  readonly #instance: number;
  readonly #originOf: (record: ConsumedRecord) => EventOrigin;
  readonly #fetchedMs = new WeakMap<ConsumedRecord, number>();
  readonly #letters = new WeakMap<ConsumedRecord, SentLetter>();
  /** By partition, which has one attempt at a time: the number of the last one. */
  readonly #attempts = new Map<string, { readonly number: number; readonly records: readonly ConsumedRecord[] }>();

  constructor(
    hops: HopRecorder,
    consumer: PlannedConsumer,
    instance: number,
    originOf: (record: ConsumedRecord) => EventOrigin,
  ) {
    this.#hops = hops;
    this.#consumer = consumer;
    this.#instance = instance;
    this.#originOf = originOf;
  }

  fetched(records: readonly ConsumedRecord[]): void {
    if (!this.#hops.isOn) return;
    const timeMs = this.#hops.nowMs();
    for (const record of records) this.#fetchedMs.set(record, timeMs);
  }

  /** The number of the attempt that has just been reported as started; undefined where nothing is recorded. */
  numberOf(attempt: Attempt<ConsumedRecord>): number | undefined {
    return this.#hops.isOn ? this.#attempts.get(partitionKey(attempt))?.number : undefined;
  }

  /** The attempt has ended after its partition was taken away, or after the last wait of a stop: no report will tell. */
  abandoned(attempt: number): void {
    this.#ended(attempt, 'abandoned', false);
  }

  /** The dead letter that stands for a record is written. */
  letterSent(record: ConsumedRecord, place: RecordPlace, sentMs: number): void {
    if (this.#hops.isOn) this.#letters.set(record, { place, sentMs, payload: payloadOf(record) });
  }

  clockRead(attempt: number, readingsMs: readonly number[]): void {
    this.#hops.record({ type: 'clock-read', attempt, readingsMs });
  }

  take(report: DeliveryReport<ConsumedRecord>): void {
    if (!this.#hops.isOn) return;
    switch (report.type) {
      case 'attempt-started':
        this.#started(report.records, report.attempt);
        return;
      case 'attempt-done':
        this.#ended(this.#numberOf(report.records[0]), 'done', false);
        return;
      case 'attempt-failed':
        this.#ended(this.#numberOf(report.records[0]), report.failure, report.counted, report.error);
        return;
      case 'attempt-abandoned':
        this.#ended(this.#numberOf(report.records[0]), 'abandoned', false);
        return;
      case 'retry-scheduled': {
        const attempt = this.#numberOf(report.records[0]);
        const timeMs = this.#hops.nowMs();
        if (attempt !== undefined) this.#hops.record({ type: 'retry', attempt, timeMs, delayMs: report.inMs });
        return;
      }
      case 'dead-lettered':
        this.#givenUp('dead-lettered', report.letter);
        return;
      case 'skipped':
        this.#givenUp('skipped', report.letter);
        return;
      case 'partition-stopped':
        this.#givenUp('stopped', report.letter);
        return;
      case 'committed':
        for (const place of report.offsets) {
          this.#hops.record({ type: 'committed', node: this.#consumer.id, place, timeMs: this.#hops.nowMs() });
        }
        return;
      default:
    }
  }

  #started(records: readonly ConsumedRecord[], tries: number): void {
    const [first] = records;
    if (!first) return;
    const number = this.#hops.takeNumbers(records.length);
    this.#attempts.set(partitionKey(first), { number, records });
    const timeMs = this.#hops.nowMs();
    this.#hops.record({
      type: 'started',
      attempt: number,
      node: this.#consumer.id,
      instance: this.#instance,
      tries,
      timeMs,
      records: records.map((record) => this.#handled(record, timeMs)),
    });
  }

  #ended(attempt: number | undefined, outcome: AttemptOutcome, counted: boolean, error?: AttemptError): void {
    if (attempt === undefined) return;
    const timeMs = this.#hops.nowMs();
    this.#hops.record({ type: 'ended', attempt, timeMs, outcome, counted, error: error && hopError(error) });
  }

  #givenUp(way: GivenUpWay, { record, attempts, error }: DeadLetter<ConsumedRecord>): void {
    const timeMs = this.#hops.nowMs();
    this.#hops.record({
      type: 'given-up',
      way,
      node: this.#consumer.id,
      instance: this.#instance,
      attempt: this.#numberOf(record, true),
      tries: attempts,
      timeMs,
      record: this.#handled(record, timeMs),
      error: hopError(error),
      letter: this.#letters.get(record),
    });
  }

  /** The number of the last attempt of the partition, whose first record this is; with `within`, the number of this record in it. */
  #numberOf(record: ConsumedRecord | undefined, within = false): number | undefined {
    const attempt = record && this.#attempts.get(partitionKey(record));
    const index = record && attempt ? attempt.records.indexOf(record) : -1;
    if (!attempt || index === -1) return undefined;
    return within ? attempt.number + index : attempt.number;
  }

  #handled(record: ConsumedRecord, nowMs: number): HandledRecord {
    const fetchedMs = this.#fetchedMs.get(record) ?? nowMs;
    const handled = handledRecord(record, this.#originOf(record), fetchedMs);
    return isForeign(record) ? { ...handled, payload: payloadOf(record) } : handled;
  }
}

function hopError({ message, code, stack }: AttemptError): HopError {
  return { message, code, stack: stack?.slice(0, keptStack) };
}
