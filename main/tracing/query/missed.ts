import type { MissedEvent } from '../../../shared/contract/index.ts';
import { groupBy } from '../../../shared/lib/index.ts';
import type { Database, SqlRow, SqlValue, Statement } from '../store/database.ts';
import type { Names } from '../store/names.ts';
import { edges, outcomes, waysOfGivingUp } from '../store/rows.ts';
import { idOfStored } from '../store/stored-id.ts';
import { errorIn, nodeIn, numberIn, topicIn } from './presenting.ts';
import { foundColumns, foundEventOf } from './search.ts';

const longestLookMs = 400;
const sliceRecords = 2000;
/** Of one trace; a larger one is judged by as much of it. */
const mostRows = 5000;

/** Where an event is to have got: into one of these topics, or well handled by this node. Numbers of the store. */
export interface Destination {
  readonly topics: readonly number[];
  readonly node: number | undefined;
}

export interface MissedQuestion {
  readonly from: readonly number[];
  readonly to: Destination;
  readonly withinMs: number;
  readonly session: number | undefined;
  readonly nowMs: number;
}

export interface MissedPage {
  readonly events: MissedEvent[];
  readonly looked: number;
  readonly cursor?: string;
}

interface TraceRows {
  readonly records: readonly SqlRow[];
  readonly attempts: readonly SqlRow[];
}

/** Goes through the records of a topic, the newest first, and follows each through what it caused. */
export class MissedEvents {
  readonly #database: Database;
  readonly #names: Names;
  readonly #records: Statement;
  readonly #attempts: Statement;

  constructor(database: Database, names: Names) {
    this.#database = database;
    this.#names = names;
    this.#records = database.prepare(
      `SELECT id, event, topic, partition, CAST(offset AS TEXT) AS offset, cause_event, cause_topic, cause_partition,
         CAST(cause_offset AS TEXT) AS cause_offset, edge, coalesce(appended_ms, timestamp_ms, sent_ms) AS time_ms
       FROM records WHERE trace = ? ORDER BY id LIMIT ${mostRows}`,
    );
    this.#attempts = database.prepare(
      `SELECT a.id, a.event, a.topic, a.partition, CAST(a.offset AS TEXT) AS offset, a.node, a.started_ms, a.ended_ms, a.outcome,
         a.given_up, a.given_up_ms, a.retry_in_ms, e.message, e.code, e.stack
       FROM attempts a LEFT JOIN errors e ON e.id = a.error WHERE a.trace = ? ORDER BY a.id LIMIT ${mostRows}`,
    );
  }

  find(question: MissedQuestion, limit: number, cursor: string | undefined): MissedPage {
    const { from, session, withinMs, nowMs } = question;
    const events: MissedEvent[] = [];
    const newest = Number(this.#database.all('SELECT max(id) AS id FROM records')[0]?.['id'] ?? 0);
    let below = Math.min(newest + 1, cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor));
    let looked = 0;
    const next = this.#database.prepare(
      `SELECT ${foundColumns}, r.trace AS trace_number FROM records r JOIN traces t ON t.id = r.trace
       WHERE r.id < ? AND r.id >= ? AND +r.topic IN (${from.map(() => '?').join(', ')}) ${session === undefined ? '' : 'AND t.session = ?'}
       ORDER BY r.id DESC`,
    );
    const beganMs = performance.now();
    try {
      for (;;) {
        const sliceFrom = Math.max(0, below - sliceRecords);
        for (const row of next.all(below, sliceFrom, ...from, ...(session === undefined ? [] : [session]))) {
          looked += 1;
          // One that is younger may yet get there in time.
          const missed = nowMs - Number(row['time_ms']) < withinMs ? undefined : this.#judge(row, question);
          if (missed) events.push(missed);
          if (events.length >= limit) return { events, looked, cursor: String(row['id']) };
        }
        below = sliceFrom;
        if (below === 0) return { events, looked };
        if (performance.now() - beganMs > longestLookMs) return { events, looked, cursor: String(below) };
      }
    } finally {
      next.close();
    }
  }

  #judge(row: SqlRow, { to, withinMs }: MissedQuestion): MissedEvent | undefined {
    const trace = Number(row['trace_number']);
    const whole = { records: this.#records.all(trace), attempts: this.#attempts.all(trace) };
    const life = offspringOf(Number(row['id']), whole);
    const beganMs = Number(row['time_ms']);
    const reachedMs = reached(life, to, Number(row['id']));
    if (reachedMs !== undefined && reachedMs - beganMs <= withinMs) return undefined;
    return {
      event: foundEventOf(row, this.#names),
      ...(reachedMs !== undefined && { reachedAfterMs: reachedMs - beganMs }),
      last: this.#lastOf(life, row),
    };
  }

  /** The latest thing that is known of what an event caused. */
  #lastOf({ records, attempts }: TraceRows, row: SqlRow): MissedEvent['last'] {
    const attempt = latest(attempts, attemptTime);
    // A dead letter need not be read by anyone: that its event was given up says more.
    const going = records.filter(({ edge }) => edges[Number(edge)] !== 'dead-letter');
    const record = latest(going, (each) => Number(each['time_ms'] ?? 0)) ?? row;
    const worked = new Set(attempts.map(placeOf));
    if (!attempt || (!worked.has(placeOf(record)) && Number(record['time_ms']) >= Number(attempt['started_ms']))) {
      return { topic: topicIn(record, 'topic', this.#names), state: 'waiting', timeMs: Number(record['time_ms'] ?? 0) };
    }
    const node = nodeIn(attempt, 'node', this.#names);
    const error = errorIn(attempt);
    return {
      topic: topicIn(attempt, 'topic', this.#names),
      ...(node && { node }),
      state: stateOf(attempt),
      timeMs: attemptTime(attempt),
      ...(error && { error }),
    };
  }
}

/** The record and all that it caused, with the attempts on them. */
function offspringOf(id: number, { records, attempts }: TraceRows): TraceRows {
  const children = groupBy(records, causeOf);
  const found = new Map<number, SqlRow>();
  const waiting = records.filter((record) => record['id'] === id);
  for (let record = waiting.pop(); record; record = waiting.pop()) {
    const number = Number(record['id']);
    if (found.has(number)) continue;
    found.set(number, record);
    waiting.push(...(children.get(placeOf(record)) ?? []), ...(children.get(idOfStored(record['event'])) ?? []));
  }
  const places = new Set([...found.values()].map(placeOf));
  return { records: [...found.values()], attempts: attempts.filter((attempt) => places.has(placeOf(attempt))) };
}

function reached({ records, attempts }: TraceRows, { topics, node }: Destination, from: number): number | undefined {
  const times = [
    ...records
      .filter((record) => topics.includes(Number(record['topic'])) && record['id'] !== from)
      .map((record) => record['time_ms']),
    ...attempts
      .filter((attempt) => attempt['node'] === node && outcomes[Number(attempt['outcome'])] === 'done')
      .map((attempt) => attempt['ended_ms']),
  ].filter((time): time is number => typeof time === 'number');
  return times.length === 0 ? undefined : Math.min(...times);
}

/** By its place, or by its id where the record tells no place. */
function causeOf(record: SqlRow): string {
  if (record['cause_topic'] === null) return idOfStored(record['cause_event']);
  return placeText(record['cause_topic'], record['cause_partition'], record['cause_offset']);
}

function placeOf(row: SqlRow): string {
  return placeText(row['topic'], row['partition'], row['offset']);
}

function placeText(...parts: (SqlValue | undefined)[]): string {
  return parts.map(String).join('/');
}

function attemptTime(attempt: SqlRow): number {
  return numberIn(attempt, 'given_up_ms') ?? numberIn(attempt, 'ended_ms') ?? numberIn(attempt, 'started_ms') ?? 0;
}

function stateOf(attempt: SqlRow): MissedEvent['last']['state'] {
  const givenUp = numberIn(attempt, 'given_up');
  const way = givenUp === undefined ? undefined : waysOfGivingUp[givenUp];
  if (way) return way;
  const outcome = outcomes[Number(attempt['outcome'])];
  if (outcome === 'done') return 'handled';
  if (outcome === 'running') return 'running';
  return attempt['retry_in_ms'] === null ? 'failed' : 'retrying';
}

function latest(rows: readonly SqlRow[], timeOf: (row: SqlRow) => number): SqlRow | undefined {
  return rows.reduce<SqlRow | undefined>((last, row) => (last && timeOf(last) > timeOf(row) ? last : row), undefined);
}
