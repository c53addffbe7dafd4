import type { AttemptInFlight } from '../../../shared/delivery/index.ts';
import type { HandledRecord, Hop, HopError, RecordPlace, SentLetter } from '../../../shared/hops/index.ts';
import { storedAttempt, untoldAttempt } from '../store/attempt-numbers.ts';
import type { Names } from '../store/names.ts';
import {
  type AttemptRow,
  type Changes,
  type ErrorRow,
  noChanges,
  type Outcome,
  type PlaceRow,
  type RecordRow,
} from '../store/rows.ts';
import type { TraceInProgress, TraceTable } from './trace-table.ts';

/** Calls that have ended, and of which more may come: a retry, a dead letter. */
const rememberedCalls = 20_000;

/** So long it may take until another host tells of a record that a dead one worked on. */
const untoldPatienceMs = 10_000;

interface UntoldAttempt {
  readonly source: HopSource;
  readonly node: number;
  readonly place: PlaceRow;
  readonly slot: number;
  readonly callRecords: number;
  readonly tries: number;
  readonly timeMs: number;
}

/** Whose hops these are. Numbers of the store. */
export interface HopSource {
  readonly session: number;
  readonly log: string;
  readonly host: number;
}

/** What the collector asks of the store where memory doesn't tell. */
export interface StoredFacts {
  /** The event and the trace of a record that stands there. */
  eventAt(place: PlaceRow): { eventId: string; traceId: string } | undefined;
}

/**
 * Makes rows of hops: a row a record, a row an attempt, changed until it has ended. What is not kept it holds back, and lets it
 * go unless its trace fails. Counts are taken of everything. See README.md.
 */
export class Collector {
  readonly #names: Names;
  readonly #traces: TraceTable;
  readonly #facts: StoredFacts;
  /** By the number of the call's first attempt. */
  readonly #open = new Map<number, AttemptRow[]>();
  readonly #ended = new Map<number, AttemptRow[]>();
  /** The last attempts of events whose host died, in case that the next host gives them up; by node and place. */
  readonly #lost = new Map<string, AttemptRow>();
  readonly #untoldNumbers = new Map<number, number>();
  #untold: UntoldAttempt[] = [];
  #changes = noChanges();

  constructor(names: Names, traces: TraceTable, facts: StoredFacts) {
    this.#names = names;
    this.#traces = traces;
    this.#facts = facts;
  }

  /** Rows that wait to be written. */
  get waiting(): number {
    const { traces, records, attempts, commits } = this.#changes;
    return traces.size + records.length + attempts.size + commits.length;
  }

  /** What has changed since the last call. */
  takeChanges(): Changes {
    const changes = this.#changes;
    this.#changes = noChanges();
    return changes;
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
      case 'retry':
        for (const row of this.#callOf(storedAttempt(source.host, hop.attempt))) {
          row.retryInMs = hop.delayMs;
          this.#count(source.session, row, 'retried');
          this.#changed(row);
        }
        return;
      case 'sent':
        this.#sent(source, hop);
        return;
      case 'given-up':
        this.#givenUp(source, hop);
        return;
      case 'committed':
        this.#changes.commits.push({
          ...this.#place(source, hop.place),
          node: this.#names.node(hop.node),
          timeMs: hop.timeMs,
        });
    }
  }

  /** A record as it stands in its log: what it says of itself, where nobody else has told of it. */
  seen(source: Pick<HopSource, 'session' | 'log'>, record: HandledRecord): void {
    this.#seen(source, this.#traces.of(record.traceId, source.session, record.fetchedMs), record);
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
        this.#remember(row);
      }
      this.#endCall(number, { outcome: 'host-lost', counted: false, timeMs });
    }
    for (const { consumer, topic, partition, offsets, failedAttempts } of inFlight) {
      const node = this.#names.node(consumer);
      offsets.forEach((offset, slot) => {
        const place = this.#place(source, { topic, partition, offset });
        const attempt = { source, node, place, slot, callRecords: offsets.length, tries: failedAttempts + 1, timeMs };
        if (!told.has(attemptKey(node, place))) this.#untold.push(attempt);
      });
    }
    this.findUntold(timeMs);
  }

  /** Whose record these attempts worked on may be told later, by another host. @returns the session of each that was given up on */
  findUntold(nowMs: number): number[] {
    const lost: number[] = [];
    this.#untold = this.#untold.filter((untold) => {
      const event = this.#facts.eventAt(untold.place);
      if (!event && nowMs - untold.timeMs < untoldPatienceMs) return true;
      if (event) this.#addUntold(untold, event);
      else lost.push(untold.source.session);
      return false;
    });
    return lost;
  }

  #addUntold({ source, timeMs, ...given }: UntoldAttempt, event: { eventId: string; traceId: string }): void {
    const trace = this.#traces.of(event.traceId, source.session, timeMs);
    const row = this.#newAttempt(trace, { ...given, id: this.#untoldNumber(source.host), event: event.eventId });
    row.outcome = 'host-lost';
    row.endedMs = timeMs;
    row.trace.failedAttempts += 1;
    this.#remember(row);
    this.#fails(trace);
    this.#changed(row);
  }

  #tickStarted(source: HopSource, hop: Extract<Hop, { type: 'tick-started' }>): void {
    const id = storedAttempt(source.host, hop.attempt);
    const trace = this.#traces.of(hop.traceId, source.session, hop.timeMs);
    const row = this.#newAttempt(trace, {
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
      const trace = this.#traces.of(record.traceId, source.session, hop.timeMs);
      this.#seen(source, trace, record);
      const row = this.#newAttempt(trace, {
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
      this.#changed(row);
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
    this.#ended.set(number, rows);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > rememberedCalls && oldest !== undefined) this.#ended.delete(oldest);
    for (const row of rows) {
      row.endedMs = end.timeMs;
      row.outcome = end.outcome;
      row.counted = end.counted;
      row.error = end.error && errorRow(end.error);
      const trace = this.#traces.of(row.trace.traceId, row.trace.session, end.timeMs);
      if (isFailure(end.outcome)) {
        row.trace.failedAttempts += 1;
        this.#fails(trace);
      }
      const isIdleTick = !row.place && !isFailure(end.outcome) && trace.row.records === 0;
      if (row.place || isFailure(end.outcome)) this.#count(row.trace.session, row, end.outcome);
      if (!isIdleTick) this.#changed(row);
    }
  }

  #sent(source: HopSource, hop: Extract<Hop, { type: 'sent' }>): void {
    const trace = this.#traces.of(hop.traceId, source.session, hop.sentMs);
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
    };
    if (hop.error) this.#fails(trace);
    this.#addRecord(trace, record, hop.endedMs);
    this.#countOf(source.session, this.#names.node(hop.node), topic, hop.error ? 'refused' : 'sent');
  }

  #givenUp(source: HopSource, hop: Extract<Hop, { type: 'given-up' }>): void {
    const { record, letter } = hop;
    const trace = this.#traces.of(record.traceId, source.session, hop.timeMs);
    this.#fails(trace);
    this.#seen(source, trace, record);
    const node = this.#names.node(hop.node);
    const place = this.#place(source, record);
    const row =
      this.#attemptOf(source, hop) ??
      this.#lost.get(attemptKey(node, place)) ??
      this.#newAttempt(trace, {
        id: this.#untoldNumber(source.host),
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
    this.#count(source.session, row, hop.way);
    this.#changed(row);
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
    this.#addRecord(
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
    this.#addRecord(
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

  #addRecord(trace: TraceInProgress, record: RecordRow, timeMs: number): void {
    const { row } = trace;
    const key =
      record.offset === undefined
        ? undefined
        : placeKey({ ...record, partition: record.partition ?? 0, offset: record.offset });
    if (key === undefined || !trace.places.has(key)) row.records += 1;
    if (key !== undefined) trace.places.add(key);
    if (record.edge === 'root' && (row.root === undefined || row.root.event === record.event)) {
      const { event, topic, node, payload } = record;
      row.root = { event, topic, node, key: payload?.key ?? row.root?.key ?? null };
    }
    spanTime(trace, record.sentMs ?? timeMs, timeMs);
    if (trace.held) {
      trace.held.records.push(record);
      this.#traces.hold(1);
      return;
    }
    this.#changes.records.push(record);
    this.#changes.traces.add(row);
  }

  #newAttempt(
    trace: TraceInProgress,
    given: Pick<AttemptRow, 'id' | 'event' | 'node' | 'tries'> & Partial<AttemptRow>,
  ): AttemptRow {
    trace.row.attempts += 1;
    return {
      slot: 0,
      callRecords: 1,
      trace: trace.row,
      place: undefined,
      instance: 0,
      fetchedMs: undefined,
      startedMs: undefined,
      isStored: false,
      endedMs: undefined,
      outcome: 'running',
      counted: false,
      error: undefined,
      retryInMs: undefined,
      givenUp: undefined,
      ...given,
    };
  }

  #remember(row: AttemptRow): void {
    this.#lost.set(attemptKey(row.node, row.place), row);
    const [oldest] = this.#lost.keys();
    if (this.#lost.size > rememberedCalls && oldest !== undefined) this.#lost.delete(oldest);
  }

  #untoldNumber(host: number): number {
    const index = this.#untoldNumbers.get(host) ?? 0;
    this.#untoldNumbers.set(host, index + 1);
    return untoldAttempt(host, index);
  }

  #callOf(number: number): readonly AttemptRow[] {
    return this.#ended.get(number) ?? this.#open.get(number) ?? [];
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

  /** The trace is kept from now on, with all that was held back of it. */
  #fails(trace: TraceInProgress): void {
    const held = this.#traces.keep(trace);
    if (!held) return;
    this.#changes.records.push(...held.records);
    for (const attempt of held.attempts) this.#changes.attempts.add(attempt);
    this.#changes.traces.add(trace.row);
  }

  #changed(row: AttemptRow): void {
    const timeMs = row.givenUp?.timeMs ?? row.endedMs ?? row.startedMs ?? row.trace.lastMs;
    const trace = this.#traces.of(row.trace.traceId, row.trace.session, timeMs);
    row.trace = trace.row;
    spanTime(trace, row.startedMs ?? timeMs, timeMs);
    if (trace.held) {
      if (!trace.held.attempts.has(row)) this.#traces.hold(1);
      trace.held.attempts.add(row);
      return;
    }
    this.#changes.attempts.add(row);
    this.#changes.traces.add(row.trace);
  }

  #count(session: number, { node, place }: AttemptRow, kind: string): void {
    this.#countOf(session, node, place?.topic ?? 0, kind);
  }

  #countOf(session: number, node: number, topic: number, kind: string): void {
    const key = `${session} ${node} ${topic} ${kind}`;
    const count = (this.#changes.counts.get(key)?.count ?? 0) + 1;
    this.#changes.counts.set(key, { session, node, topic, kind, count });
  }

  #place({ log }: Pick<HopSource, 'log'>, { topic, partition, offset }: RecordPlace): PlaceRow {
    return { topic: this.#names.topic(log, topic), partition, offset };
  }
}

function spanTime({ row }: TraceInProgress, fromMs: number, toMs: number): void {
  row.startedMs = Math.min(row.startedMs, fromMs);
  row.lastMs = Math.max(row.lastMs, toMs);
}

/** What ends an attempt through nobody's fault is no failure. */
function isFailure(outcome: Outcome): boolean {
  return ['failed', 'timed-out', 'worker-lost', 'refused', 'host-lost'].includes(outcome);
}

function errorRow({ message, code = '', stack = '' }: HopError): ErrorRow {
  return { message, code, stack };
}

function placeKey({ topic, partition, offset }: PlaceRow): string {
  return `${topic}/${partition}/${offset}`;
}

function attemptKey(node: number, place: PlaceRow | undefined): string {
  return place ? `${node} ${placeKey(place)}` : String(node);
}
