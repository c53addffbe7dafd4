import type { AttemptInFlight } from '../../../shared/delivery/index.ts';
import type { HandledRecord, Hop, HopError, RecordPlace, SentLetter } from '../../../shared/hops/index.ts';
import { storedAttempt } from '../store/attempt-numbers.ts';
import type { Names } from '../store/names.ts';
import type { AttemptRow, ErrorRow, Outcome, PlaceRow, RecordRow } from '../store/rows.ts';
import { attemptKey, type HopSource, LostAttempts, type StoredFacts } from './lost-attempts.ts';
import { placeKey, type TraceChanges } from './trace-changes.ts';
import type { TraceInProgress } from './trace-table.ts';

/** Calls that have ended, and of which more may come: a retry, a dead letter. */
const rememberedCalls = 10_000;

/**
 * Makes rows of hops: a row a record, a row an attempt, changed until it has ended. What is not kept it holds back, and lets it
 * go unless its trace fails. Counts are taken of everything. See README.md.
 */
export class Collector {
  readonly #names: Names;
  readonly #changes: TraceChanges;
  /** By the number of the call's first attempt. */
  readonly #open = new Map<number, AttemptRow[]>();
  /** The latest, and those before them, which go all at once. */
  #ended = new Map<number, AttemptRow[]>();
  #endedBefore = new Map<number, AttemptRow[]>();
  readonly #lost: LostAttempts;

  constructor(names: Names, changes: TraceChanges, facts: StoredFacts) {
    this.#names = names;
    this.#changes = changes;
    this.#lost = new LostAttempts(changes, facts);
  }

  take(source: HopSource, hop: Hop): void {
    switch (hop.type) {
      case 'tick-started':
        this.#tickStarted(source, hop);
        return;
      case 'started':
        this.#started(source, hop);
        return;
      case 'ended':
        this.#endCall(storedAttempt(source.host, hop.attempt), hop);
        return;
      case 'clock-read':
        for (const row of this.#callOf(storedAttempt(source.host, hop.attempt)).slice(0, 1)) {
          row.clockMs = hop.readingsMs;
          this.#changes.changed(row);
        }
        return;
      case 'retry':
        for (const row of this.#callOf(storedAttempt(source.host, hop.attempt))) {
          row.retryInMs = hop.delayMs;
          this.#changes.count(source.session, row, 'retried');
          this.#changes.changed(row);
        }
        return;
      case 'sent':
        this.#sent(source, hop);
        return;
      case 'given-up':
        this.#givenUp(source, hop);
        return;
      case 'committed':
        this.#changes.commit({
          ...this.#place(source, hop.place),
          node: this.#names.node(hop.node),
          timeMs: hop.timeMs,
        });
    }
  }

  /** A record as it stands in its log: what it says of itself, where nobody else has told of it. */
  seen(source: Pick<HopSource, 'session' | 'log'>, record: HandledRecord): void {
    this.#seen(source, this.#changes.of(record.traceId, source.session, record.fetchedMs), record);
  }

  /** Nothing more comes of a host; what it had begun ended with it, whether it could tell of it or not. */
  hostEnded(source: HopSource, inFlight: readonly AttemptInFlight[], timeMs: number): void {
    const first = storedAttempt(source.host, 0);
    const afterLast = storedAttempt(source.host + 1, 0);
    const told = new Set<string>();
    for (const [number, rows] of this.#open) {
      if (number < first || number >= afterLast) continue;
      for (const row of rows) {
        told.add(attemptKey(row.node, row.place));
        this.#lost.remember(row);
      }
      this.#endCall(number, { outcome: 'host-lost', counted: false, timeMs });
    }
    for (const { consumer, topic, partition, offsets, failedAttempts } of inFlight) {
      const node = this.#names.node(consumer);
      offsets.forEach((offset, slot) => {
        const place = this.#place(source, { topic, partition, offset });
        const attempt = { source, node, place, slot, callRecords: offsets.length, tries: failedAttempts + 1, timeMs };
        if (!told.has(attemptKey(node, place))) this.#lost.untold(attempt);
      });
    }
    this.#lost.find(timeMs);
  }

  /** @returns the session of each attempt whose record nobody has told of in time */
  findUntold(nowMs: number): number[] {
    return this.#lost.find(nowMs);
  }

  #tickStarted(source: HopSource, hop: Extract<Hop, { type: 'tick-started' }>): void {
    const id = storedAttempt(source.host, hop.attempt);
    const trace = this.#changes.of(hop.traceId, source.session, hop.timeMs);
    const row = this.#changes.newAttempt(trace, {
      id,
      event: hop.tickId,
      node: this.#names.node(hop.node),
      tries: hop.tries,
      startedMs: hop.timeMs,
    });
    // Stored once it has ended, and has made something or failed.
    this.#open.set(id, [row]);
  }

  #started(source: HopSource, hop: Extract<Hop, { type: 'started' }>): void {
    const first = storedAttempt(source.host, hop.attempt);
    const node = this.#names.node(hop.node);
    const rows = hop.records.map((record, slot) => {
      const trace = this.#changes.of(record.traceId, source.session, hop.timeMs);
      this.#seen(source, trace, record);
      const row = this.#changes.newAttempt(trace, {
        id: first + slot,
        slot,
        callRecords: hop.records.length,
        event: record.eventId,
        place: this.#place(source, record),
        node,
        instance: hop.instance,
        tries: hop.tries,
        fetchedMs: record.fetchedMs,
        startedMs: hop.timeMs,
      });
      this.#changes.changed(row);
      return row;
    });
    this.#open.set(first, rows);
  }

  #endCall(
    number: number,
    end: { outcome: Outcome; counted: boolean; timeMs: number; error?: HopError | undefined },
  ): void {
    const rows = this.#open.get(number);
    if (!rows) return;
    this.#open.delete(number);
    this.#remember(number, rows);
    for (const row of rows) {
      row.endedMs = end.timeMs;
      row.outcome = end.outcome;
      row.counted = end.counted;
      row.error = end.error && errorRow(end.error);
      const trace = this.#changes.of(row.trace.traceId, row.trace.session, end.timeMs);
      if (isFailure(end.outcome)) {
        row.trace.failedAttempts += 1;
        this.#changes.fails(trace);
      }
      const isIdleTick = !row.place && !isFailure(end.outcome) && trace.row.records === 0;
      if (row.place || isFailure(end.outcome)) this.#changes.count(row.trace.session, row, end.outcome);
      if (!isIdleTick) this.#changes.changed(row);
    }
  }

  #sent(source: HopSource, hop: Extract<Hop, { type: 'sent' }>): void {
    const trace = this.#changes.of(hop.traceId, source.session, hop.sentMs);
    const topic = this.#names.topic(source.log, hop.topic);
    const { place } = hop;
    const record: RecordRow = {
      trace: trace.row,
      event: hop.eventId,
      topic,
      partition: place?.partition,
      offset: place?.offset,
      cause: { event: hop.causeId, place: hop.cause && this.#place(source, hop.cause) },
      edge: hop.cause ? hop.certainty : 'root',
      attempt: storedAttempt(source.host, hop.attempt),
      node: this.#names.node(hop.node),
      sentMs: hop.sentMs,
      appendedMs: place && hop.endedMs,
      timestampMs: undefined,
      payload: hop.payload,
      parentSpan: undefined,
      error: hop.error && errorRow(hop.error),
      isTakenBack: hop.transaction === 'aborted',
    };
    if (hop.error) this.#changes.fails(trace);
    this.#changes.addRecord(trace, record, hop.endedMs);
    this.#changes.countOf(source.session, this.#names.node(hop.node), topic, kindOf(hop));
  }

  #givenUp(source: HopSource, hop: Extract<Hop, { type: 'given-up' }>): void {
    const { record, letter } = hop;
    const trace = this.#changes.of(record.traceId, source.session, hop.timeMs);
    this.#changes.fails(trace);
    this.#seen(source, trace, record);
    const node = this.#names.node(hop.node);
    const place = this.#place(source, record);
    const row =
      this.#attemptOf(source, hop) ??
      this.#lost.at(node, place) ??
      this.#changes.newAttempt(trace, {
        id: this.#lost.number(source.host),
        event: record.eventId,
        place,
        node,
        instance: hop.instance,
        tries: hop.tries,
      });
    if (row.outcome === 'running') {
      row.outcome = 'host-lost';
      row.endedMs = hop.timeMs;
    }
    row.error ??= errorRow(hop.error);
    row.givenUp = { way: hop.way, timeMs: hop.timeMs };
    this.#changes.count(source.session, row, hop.way);
    this.#changes.changed(row);
    if (hop.way === 'dead-lettered') trace.row.deadLetters += 1;
    if (letter) this.#letterSent(source, trace, hop, letter, row.id);
  }

  #letterSent(
    source: HopSource,
    trace: TraceInProgress,
    { record, node, timeMs }: Extract<Hop, { type: 'given-up' }>,
    { place, sentMs, payload }: SentLetter,
    attempt: number,
  ): void {
    const stands = this.#place(source, place);
    this.#changes.addRecord(
      trace,
      {
        trace: trace.row,
        event: record.eventId,
        ...stands,
        cause: { event: record.eventId, place: this.#place(source, record) },
        edge: 'dead-letter',
        attempt,
        node: this.#names.node(node),
        sentMs,
        appendedMs: timeMs,
        timestampMs: undefined,
        payload,
        parentSpan: undefined,
        error: undefined,
      },
      timeMs,
    );
  }

  /** A record that was consumed, as its headers tell of it; only where nobody has told more. */
  #seen(source: Pick<HopSource, 'session' | 'log'>, trace: TraceInProgress, record: HandledRecord): void {
    const place = this.#place(source, record);
    if (trace.places.has(placeKey(place))) return;
    const { cause, payload, parentSpan } = record;
    const original = cause?.deadLetterOf && this.#place(source, cause.deadLetterOf);
    const isRoot = !cause || (cause.eventId === record.traceId && !original);
    this.#changes.addRecord(
      trace,
      {
        trace: trace.row,
        event: record.eventId,
        ...place,
        cause: cause && { event: cause.eventId, place: original },
        edge: original ? 'dead-letter' : isRoot ? 'root' : cause.certainty,
        attempt: undefined,
        node: cause && this.#names.node(cause.node),
        sentMs: undefined,
        appendedMs: undefined,
        timestampMs: record.timestampMs,
        payload,
        parentSpan,
        error: undefined,
      },
      record.timestampMs,
    );
  }

  #remember(number: number, rows: AttemptRow[]): void {
    if (this.#ended.size >= rememberedCalls) {
      this.#endedBefore = this.#ended;
      this.#ended = new Map();
    }
    this.#ended.set(number, rows);
  }

  #callOf(number: number): readonly AttemptRow[] {
    return this.#ended.get(number) ?? this.#endedBefore.get(number) ?? this.#open.get(number) ?? [];
  }

  #attemptOf(source: HopSource, { attempt, record }: Extract<Hop, { type: 'given-up' }>): AttemptRow | undefined {
    if (attempt === undefined) return undefined;
    const number = storedAttempt(source.host, attempt);
    // A batch that was split, or of which one record was refused, is known by its first attempt.
    for (let first = number; first > number - 10_000 && first >= storedAttempt(source.host, 0); first -= 1) {
      const row = this.#callOf(first)[number - first];
      if (row) return row.event === record.eventId ? row : undefined;
    }
    return undefined;
  }

  #place({ log }: Pick<HopSource, 'log'>, { topic, partition, offset }: RecordPlace): PlaceRow {
    return { topic: this.#names.topic(log, topic), partition, offset };
  }
}

/** What ends an attempt through nobody's fault is no failure. */
function isFailure(outcome: Outcome): boolean {
  return ['failed', 'timed-out', 'worker-lost', 'refused', 'host-lost'].includes(outcome);
}

function kindOf({ error, transaction }: Extract<Hop, { type: 'sent' }>): string {
  if (error) return 'refused';
  return transaction === 'aborted' ? 'taken-back' : 'sent';
}

function errorRow({ message, code = '', stack = '' }: HopError): ErrorRow {
  return { message, code, stack };
}
