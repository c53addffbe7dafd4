import type { EventReference, LifeAttempt, LifeError } from '../../../shared/contract/index.ts';
import { emittedEventId } from '../../../shared/lib/index.ts';
import type { Database, SqlRow, SqlValue, Statement } from '../store/database.ts';
import type { NamedNode, Names } from '../store/names.ts';
import { edges, outcomes } from '../store/rows.ts';
import { idOfStored } from '../store/stored-id.ts';
import { findRecord } from './life.ts';
import type { LifeRows, StoredRecord } from './life-rows.ts';
import { errorIn, numberIn } from './presenting.ts';

/** Records that one call emitted and that are told; what is beyond is left out. */
const mostEmitted = 1000;

/** An attempt at a record, as one chooses it. */
export interface HandlingAttempt {
  readonly attempt: string;
  readonly node: NamedNode;
  readonly tries: number;
  readonly outcome: LifeAttempt['outcome'];
  readonly startedMs: number | undefined;
}

/** A record where it stands, and as much of it as tracing keeps. */
export interface CapturedRecord {
  readonly eventId: string;
  readonly traceId: string;
  readonly topic: { readonly id: string | undefined; readonly name: string; readonly kafkaName: string };
  readonly partition: number;
  readonly offset: string;
  readonly timestampMs: number | undefined;
  /** Undefined where nobody has told of its content. */
  readonly kept:
    { readonly key: Uint8Array | null; readonly value: Uint8Array | null; readonly isWhole: boolean } | undefined;
}

/** One call of a handler: what it was called with, and what came of it. */
export interface CapturedCall {
  readonly node: NamedNode;
  readonly session: number;
  readonly seed: number;
  readonly tries: number;
  readonly outcome: LifeAttempt['outcome'];
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  /** What the handler read off its clock: the first readings. */
  readonly clockMs: readonly number[];
  readonly error: LifeError | undefined;
  /** All records of the call, in its order; fewer than `callRecords` where the trace of one of them is not kept. */
  readonly records: readonly CapturedRecord[];
  readonly callRecords: number;
  /** In the order in which the handler emitted them, those of a batch in the order of their causes. */
  readonly emitted: readonly CapturedRecord[];
  /** There are more, or some that the cluster refused. */
  readonly isCut: boolean;
}

/** Calls of handlers, whole, as they can be made again. */
export class CapturedCalls {
  readonly #rows: LifeRows;
  readonly #names: Names;
  readonly #ofCall: Statement;
  readonly #session: Statement;

  constructor(database: Database, rows: LifeRows, names: Names) {
    this.#rows = rows;
    this.#names = names;
    this.#ofCall = database.prepare(
      `SELECT a.*, CAST(a.offset AS TEXT) AS offset, e.message, e.code, e.stack
       FROM attempts a LEFT JOIN errors e ON e.id = a.error WHERE a.id BETWEEN ? AND ? ORDER BY a.id`,
    );
    this.#session = database.prepare(
      'SELECT s.id, s.seed FROM traces t JOIN sessions s ON s.id = t.session WHERE t.id = ?',
    );
  }

  /** Attempts of all consumers at a record, by time. Nothing where the store doesn't know it. */
  attemptsAt(of: EventReference): HandlingAttempt[] {
    const record = findRecord(of, this.#rows, this.#names);
    if (!record) return [];
    return this.#rows
      .attempts(this.#rows.partsOf(record.trace), record.event)
      .filter((row) => placeOf(row) === record.place)
      .map((row) => ({
        attempt: String(row['id']),
        node: this.#names.nodeOf(Number(row['node'])),
        tries: Number(row['tries']),
        outcome: outcomes[Number(row['outcome'])] ?? 'running',
        startedMs: numberIn(row, 'started_ms'),
      }));
  }

  /** The call that an attempt was part of; undefined where the store doesn't have it any more. */
  callOf(attempt: string): CapturedCall | undefined {
    const id = Number(attempt);
    const asked = this.#ofCall.get(id, id);
    if (!asked) return undefined;
    const first = id - Number(asked['slot']);
    const callRecords = Number(asked['call_records']);
    const rows = this.#ofCall.all(first, first + callRecords - 1).filter((row) => row['node'] === asked['node']);
    const session = this.#session.get(Number(asked['trace']));
    const node = this.#names.nodeOf(Number(asked['node']));
    const records = rows.flatMap((row) => this.#recordOf(row) ?? []);
    const emitted = rows.map((row) => this.#emittedBy(row, first, callRecords, node.id));
    return {
      node,
      session: Number(session?.['id'] ?? 0),
      seed: Number(session?.['seed'] ?? 0),
      tries: Number(asked['tries']),
      outcome: outcomes[Number(asked['outcome'])] ?? 'running',
      startedMs: numberIn(asked, 'started_ms'),
      endedMs: numberIn(asked, 'ended_ms'),
      clockMs: readingsIn(rows.find((row) => row['slot'] === 0)?.['clock']),
      error: errorIn(asked),
      records,
      callRecords,
      emitted: emitted.flatMap(({ found }) => found).slice(0, mostEmitted),
      isCut: emitted.some(({ isCut }) => isCut) || emitted.flatMap(({ found }) => found).length > mostEmitted,
    };
  }

  #recordOf(row: SqlRow): CapturedRecord | undefined {
    const [topic, partition, offset] = [Number(row['topic']), Number(row['partition']), String(row['offset'])];
    const eventId = idOfStored(row['event']);
    const stored = this.#rows.at(topic, partition, offset).find(({ event }) => idOfStored(event) === eventId);
    return stored && this.#captured(stored);
  }

  /** What this record made the call emit, in the order of the emits: their ids tell it. */
  #emittedBy(
    row: SqlRow,
    first: number,
    callRecords: number,
    nodeId: string,
  ): { found: CapturedRecord[]; isCut: boolean } {
    const place = placeOf(row);
    const of = [[Number(row['trace'])], row['event'] ?? null, mostEmitted * 2] as const;
    // What was taken back the handler had emitted all the same.
    const children = [...this.#rows.causedBy(...of), ...this.#rows.takenBack(...of)];
    const ofCall = children.filter(({ row: child, cause, edge }) => {
      const emitter = Number(child['attempt'] ?? -1);
      const isOfCall = emitter >= first && emitter < first + callRecords;
      return isOfCall && (cause?.place ?? place) === place && ['known', 'inferred'].includes(edges[edge] ?? '');
    });
    const causeId = idOfStored(row['event']);
    const indexes = new Map(
      Array.from({ length: ofCall.length * 2 + 10 }, (_, index) => [emittedEventId(causeId, nodeId, index), index]),
    );
    const found = ofCall
      .map((child) => ({ child, index: indexes.get(idOfStored(child.event)) ?? Infinity }))
      .sort((one, other) => one.index - other.index || one.child.id - other.child.id)
      .flatMap(({ child }) => this.#captured(child) ?? []);
    return { found, isCut: children.length >= mostEmitted * 2 || found.length < ofCall.length };
  }

  #captured({ event, trace, topic: number, partition, offset, row }: StoredRecord): CapturedRecord | undefined {
    const topic = this.#names.topicOf(number);
    if (!topic || partition === undefined || offset === undefined) return undefined;
    const { id, name, kafkaName } = topic;
    return {
      eventId: idOfStored(event),
      traceId: idOfStored(this.#rows.trace(trace)?.['trace']),
      topic: { id, name, kafkaName },
      partition,
      offset,
      timestampMs: numberIn(row, 'timestamp_ms'),
      kept: keptOf(row),
    };
  }
}

function keptOf(row: SqlRow): CapturedRecord['kept'] {
  const valueBytes = numberIn(row, 'value_bytes');
  if (valueBytes === undefined) return undefined;
  const [key, value] = [bytesOf(row['key']), bytesOf(row['value'])];
  const isWhole =
    (value?.byteLength ?? 0) === valueBytes && (key?.byteLength ?? 0) === (numberIn(row, 'key_bytes') ?? -1);
  return { key, value, isWhole };
}

function bytesOf(value: SqlValue | undefined): Uint8Array | null {
  if (value === null || value === undefined) return null;
  return value instanceof Uint8Array ? value : new TextEncoder().encode(String(value));
}

function placeOf(row: SqlRow): string {
  return `${Number(row['topic'])}/${Number(row['partition'])}/${String(row['offset'])}`;
}

/** As the store itself has written it. */
function readingsIn(text: SqlValue | undefined): number[] {
  return typeof text === 'string' ? (JSON.parse(text) as number[]) : [];
}
