import type { TraceQuestion } from '../../../shared/contract/index.ts';
import type { Database, SqlValue } from '../store/database.ts';
import type { Names } from '../store/names.ts';
import { waysOfGivingUp } from '../store/rows.ts';
import { indexedAttemptMs } from '../store/schema.ts';
import { storedId } from '../store/stored-id.ts';

/** What an index finds is taken as a list up to this many; beyond it the records are looked through. */
const mostListed = 20_000;

export const timeOfRecord = 'coalesce(r.appended_ms, r.timestamp_ms, r.sent_ms, t.started_ms)';

/** A question as conditions on a record `r` and its trace `t`. */
export class Conditions {
  readonly sql: string[] = [];
  readonly values: SqlValue[] = [];
  /** An index leads to what fits, so that nothing need be looked through. */
  isIndexed = false;
  readonly #database: Database;
  readonly #names: Names;

  constructor(question: TraceQuestion, database: Database, names: Names) {
    this.#database = database;
    this.#names = names;
    this.#ofRecord(question);
    this.#ofAttempts(question);
    this.#ofTrace(question);
  }

  #ofRecord({ id, key, text, topic, node, fromMs, toMs }: TraceQuestion): void {
    if (id !== undefined) {
      this.#add(
        `r.id IN (SELECT id FROM records WHERE event = ?
           UNION SELECT id FROM records WHERE trace IN (SELECT id FROM traces WHERE trace = ?))`,
        storedId(id),
        storedId(id),
      );
      this.isIndexed = true;
    }
    if (key !== undefined) {
      this.#add('r.key = ?', key);
      this.isIndexed = true;
    }
    // The sign keeps SQLite from another index than the record's own number where slices are looked through.
    if (text !== undefined) this.#add(String.raw`CAST(r.value AS TEXT) LIKE ? ESCAPE '\'`, contains(text));
    if (topic !== undefined) {
      const numbers = this.#names.topicsNamed(topic).map(({ number }) => number);
      this.#add(`+r.topic IN (${numbers.map(() => '?').join(', ')})`, ...numbers);
    }
    if (node !== undefined) {
      const number = this.#names.knownNode(node) ?? -1;
      this.#add(`+r.node = ? OR ${attemptOfRecord('a.node = ?')}`, number, number);
    }
    if (fromMs !== undefined) this.#add(`${timeOfRecord} >= ?`, fromMs);
    if (toMs !== undefined) this.#add(`${timeOfRecord} <= ?`, toMs);
  }

  #ofAttempts({ error, deadLettered, minAttemptMs }: TraceQuestion): void {
    if (error !== undefined) {
      const ids = String.raw`SELECT id FROM errors WHERE message LIKE ? ESCAPE '\' OR code LIKE ? ESCAPE '\'`;
      this.#addAttempts(`a.error IN (${ids})`, contains(error), contains(error));
    }
    if (deadLettered === true) this.#addAttempts('a.given_up = ?', waysOfGivingUp.indexOf('dead-lettered'));
    if (minAttemptMs !== undefined) {
      const indexed = minAttemptMs >= indexedAttemptMs ? `a.ended_ms - a.started_ms >= ${indexedAttemptMs} AND ` : '';
      this.#addAttempts(`${indexed}a.ended_ms - a.started_ms >= ?`, minAttemptMs);
    }
  }

  #ofTrace(question: TraceQuestion): void {
    const { session, minTraceMs, id, key, text, topic, node, error, deadLettered, minAttemptMs } = question;
    // Where nothing is asked of a record itself, traces are meant, and their roots stand for them.
    const ofRecord = [id, key, text, topic, node, error, deadLettered, minAttemptMs];
    if (ofRecord.every((asked) => asked === undefined)) this.#add('r.edge = 0');
    if (session !== undefined) this.#add('t.session = ?', session);
    if (minTraceMs === undefined) return;
    const found = this.#listed('SELECT id FROM traces WHERE last_ms - started_ms >= ?', [minTraceMs]);
    if (found === undefined) this.#add('t.last_ms - t.started_ms >= ?', minTraceMs);
    else this.#addListed('r.trace', found);
  }

  #addAttempts(condition: string, ...values: SqlValue[]): void {
    const found = this.#listed(
      `SELECT r.id FROM attempts a JOIN records r ON r.topic = a.topic AND r.partition = a.partition AND r.offset = a.offset
         AND r.event = a.event WHERE ${condition}`,
      values,
    );
    if (found === undefined) this.#add(attemptOfRecord(condition), ...values);
    else this.#addListed('r.id', found);
  }

  /** Undefined where they are too many. */
  #listed(sql: string, values: readonly SqlValue[]): number[] | undefined {
    const rows = this.#database.all(`${sql} LIMIT ${mostListed + 1}`, ...values);
    return rows.length > mostListed ? undefined : rows.map(({ id }) => Number(id));
  }

  #addListed(column: string, numbers: readonly number[]): void {
    this.#add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(numbers));
    this.isIndexed = true;
  }

  #add(sql: string, ...values: SqlValue[]): void {
    this.sql.push(`(${sql})`);
    this.values.push(...values);
  }
}

function attemptOfRecord(condition: string): string {
  return `EXISTS (SELECT 1 FROM attempts a WHERE a.trace = r.trace AND a.event = r.event AND a.topic = r.topic
    AND a.partition = r.partition AND a.offset = r.offset AND ${condition})`;
}

function contains(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
