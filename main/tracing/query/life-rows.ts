import type { Database, SqlRow, SqlValue, Statement } from '../store/database.ts';
import { storedId } from '../store/stored-id.ts';

/** A record of a life, as the store has it. */
export interface StoredRecord {
  readonly id: number;
  /** The number of its trace. */
  readonly trace: number;
  readonly event: SqlValue;
  readonly topic: number;
  readonly partition: number | undefined;
  readonly offset: string | undefined;
  readonly cause: { readonly event: SqlValue; readonly place: string | undefined } | undefined;
  /** `topic/partition/offset`, topics by number. */
  readonly place: string | undefined;
  readonly edge: number;
  readonly row: SqlRow;
}

const columns = `r.id, r.trace, r.event, r.topic, r.partition, CAST(r.offset AS TEXT) AS offset, r.cause_event, r.cause_topic,
  r.cause_partition, CAST(r.cause_offset AS TEXT) AS cause_offset, r.edge, r.attempt, r.node, r.sent_ms, r.appended_ms,
  r.timestamp_ms, r.key, r.key_bytes, r.value, r.value_bytes, e.message, e.code, e.stack`;
const records = `FROM records r LEFT JOIN errors e ON e.id = r.error`;
const takenBack = `FROM taken_back r LEFT JOIN errors e ON e.id = r.error`;

/** What a tree is made of, by index at each step. Statements are prepared once a store. */
export class LifeRows {
  readonly #atPlace: Statement;
  readonly #ofEvent: Statement;
  readonly #children: Statement;
  readonly #takenBack: Statement;
  readonly #copies: Statement;
  readonly #attempts: Statement;
  readonly #committed: Statement;
  readonly #traceParts: Statement;
  readonly #trace: Statement;

  constructor(database: Database) {
    this.#atPlace = database.prepare(
      `SELECT ${columns} ${records} WHERE r.topic = ? AND r.partition = ? AND r.offset = ? ORDER BY r.id DESC LIMIT 20`,
    );
    this.#ofEvent = database.prepare(`SELECT ${columns} ${records} WHERE r.event = ? ORDER BY r.id DESC LIMIT 200`);
    this.#children = database.prepare(
      `SELECT ${columns} ${records} WHERE r.trace = ? AND r.cause_event = ? ORDER BY r.id LIMIT ?`,
    );
    this.#takenBack = database.prepare(
      `SELECT ${columns} ${takenBack} WHERE r.trace = ? AND r.cause_event = ? ORDER BY r.id LIMIT ?`,
    );
    this.#copies = database.prepare(
      `SELECT ${columns} ${records} WHERE r.event = ? AND r.trace = ? AND r.topic = ? ORDER BY r.id LIMIT 100`,
    );
    this.#attempts = database.prepare(
      `SELECT a.*, CAST(a.offset AS TEXT) AS offset, e.message, e.code, e.stack
       FROM attempts a LEFT JOIN errors e ON e.id = a.error WHERE a.trace = ? AND a.event = ? ORDER BY a.started_ms, a.id LIMIT 1000`,
    );
    this.#committed = database.prepare(
      `SELECT time_ms FROM commits WHERE node = ? AND topic = ? AND partition = ? AND offset > ? ORDER BY offset LIMIT 1`,
    );
    this.#traceParts = database.prepare(
      `SELECT t.id FROM traces t JOIN sessions s ON s.id = t.session
       WHERE t.trace = (SELECT trace FROM traces WHERE id = ?1)
         AND s.log = (SELECT log FROM sessions WHERE id = (SELECT session FROM traces WHERE id = ?1)) ORDER BY t.id`,
    );
    this.#trace = database.prepare('SELECT * FROM traces WHERE id = ?');
  }

  at(topic: number, partition: number, offset: string): StoredRecord[] {
    return this.#atPlace.all(topic, partition, BigInt(offset)).map(recordOf);
  }

  /** Of all topics and sessions, the newest first. */
  ofEvent(eventId: string): StoredRecord[] {
    return this.#ofEvent.all(storedId(eventId)).map(recordOf);
  }

  /** What names this event as its cause, in any of a trace's parts. */
  causedBy(traces: readonly number[], event: SqlValue, limit: number): StoredRecord[] {
    return traces.flatMap((trace) => this.#children.all(trace, event, limit)).map(recordOf);
  }

  /** What attempts at this event emitted whose transactions were aborted. */
  takenBack(traces: readonly number[], event: SqlValue, limit: number): StoredRecord[] {
    return traces.flatMap((trace) => this.#takenBack.all(trace, event, limit)).map(recordOf);
  }

  /** All records of the event of this one, in its topic and its part of the trace. */
  copiesOf({ event, trace, topic }: StoredRecord): StoredRecord[] {
    return this.#copies.all(event, trace, topic).map(recordOf);
  }

  attempts(traces: readonly number[], event: SqlValue): SqlRow[] {
    return traces.flatMap((trace) => this.#attempts.all(trace, event));
  }

  /** When the group of a node had passed a record. */
  committedMs(node: number, topic: number, partition: number, offset: string): number | undefined {
    const timeMs = this.#committed.get(node, topic, partition, BigInt(offset))?.['time_ms'];
    return typeof timeMs === 'number' ? timeMs : undefined;
  }

  /** A trace goes on in later sessions on the same records: its parts. */
  partsOf(trace: number): number[] {
    return this.#traceParts.all(trace).map(({ id }) => Number(id));
  }

  trace(id: number): SqlRow | undefined {
    return this.#trace.get(id);
  }
}

function recordOf(row: SqlRow): StoredRecord {
  const { partition, offset, cause_event: causeEvent } = row;
  const topic = Number(row['topic']);
  const hasPlace = partition !== null && partition !== undefined;
  const hasCausePlace = row['cause_topic'] !== null && row['cause_topic'] !== undefined;
  return {
    id: Number(row['id']),
    trace: Number(row['trace']),
    event: row['event'] ?? null,
    topic,
    partition: hasPlace ? Number(partition) : undefined,
    offset: hasPlace ? String(offset) : undefined,
    place: hasPlace ? `${topic}/${Number(partition)}/${String(offset)}` : undefined,
    cause:
      causeEvent === null || causeEvent === undefined
        ? undefined
        : {
            event: causeEvent,
            place: hasCausePlace
              ? `${Number(row['cause_topic'])}/${Number(row['cause_partition'])}/${String(row['cause_offset'])}`
              : undefined,
          },
    edge: Number(row['edge']),
    row,
  };
}
