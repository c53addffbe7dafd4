import type { Database, SqlValue, Statement } from './database.ts';
import {
  type AttemptRow,
  type Changes,
  edges,
  type ErrorRow,
  outcomes,
  type RecordRow,
  type TraceRow,
  waysOfGivingUp,
} from './rows.ts';
import { storedId } from './stored-id.ts';

const recordValues = `(trace, event, topic, partition, offset, cause_event, cause_topic, cause_partition, cause_offset, edge,
  attempt, node, sent_ms, appended_ms, timestamp_ms, key, key_bytes, value, value_bytes, parent_span, error)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Errors whose number is remembered. */
const rememberedErrors = 1000;

/** Writes changes, a transaction each time. */
export class RowWriter {
  readonly #database: Database;
  readonly #insertTrace: Statement;
  readonly #updateTrace: Statement;
  readonly #record: Statement;
  readonly #takenBack: Statement;
  readonly #insertAttempt: Statement;
  readonly #updateAttempt: Statement;
  readonly #commit: Statement;
  readonly #count: Statement;
  readonly #insertError: Statement;
  readonly #findError: Statement;
  readonly #errors = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
    this.#insertTrace = database.prepare(
      `INSERT INTO traces (root_event, root_topic, root_node, root_key, started_ms, last_ms, records, attempts,
         failed_attempts, dead_letters, id, trace, session) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#updateTrace = database.prepare(
      `UPDATE traces SET root_event = ?, root_topic = ?, root_node = ?, root_key = ?, started_ms = ?, last_ms = ?,
         records = ?, attempts = ?, failed_attempts = ?, dead_letters = ? WHERE id = ?`,
    );
    // Who consumed it may have told of it before who sent it has.
    this.#record = database.prepare(
      `INSERT INTO records ${recordValues}
       ON CONFLICT (topic, partition, offset, event) DO UPDATE SET
         cause_event = coalesce(excluded.cause_event, cause_event),
         edge = CASE WHEN excluded.attempt IS NULL THEN edge ELSE excluded.edge END,
         cause_topic = coalesce(excluded.cause_topic, cause_topic),
         cause_partition = coalesce(excluded.cause_partition, cause_partition),
         cause_offset = coalesce(excluded.cause_offset, cause_offset),
         attempt = coalesce(excluded.attempt, attempt), node = coalesce(excluded.node, node),
         sent_ms = coalesce(excluded.sent_ms, sent_ms), appended_ms = coalesce(excluded.appended_ms, appended_ms),
         timestamp_ms = coalesce(excluded.timestamp_ms, timestamp_ms), key = coalesce(excluded.key, key),
         key_bytes = coalesce(excluded.key_bytes, key_bytes), value = coalesce(excluded.value, value),
         value_bytes = coalesce(excluded.value_bytes, value_bytes)`,
    );
    this.#takenBack = database.prepare(`INSERT INTO taken_back ${recordValues}`);
    this.#insertAttempt = database.prepare(
      `INSERT OR REPLACE INTO attempts (ended_ms, outcome, counted, error, retry_in_ms, given_up, given_up_ms, clock, id, slot,
         call_records, trace, event, topic, partition, offset, node, instance, tries, fetched_ms, started_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#updateAttempt = database.prepare(
      `UPDATE attempts SET ended_ms = ?, outcome = ?, counted = ?, error = ?, retry_in_ms = ?, given_up = ?, given_up_ms = ?,
         clock = ? WHERE id = ?`,
    );
    this.#commit = database.prepare(
      'INSERT OR IGNORE INTO commits (node, topic, partition, offset, time_ms) VALUES (?, ?, ?, ?, ?)',
    );
    this.#count = database.prepare(
      `INSERT INTO counts (session, node, topic, kind, count) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (session, node, topic, kind) DO UPDATE SET count = count + excluded.count`,
    );
    this.#insertError = database.prepare('INSERT OR IGNORE INTO errors (message, code, stack) VALUES (?, ?, ?)');
    this.#findError = database.prepare('SELECT id FROM errors WHERE message = ? AND code = ? AND stack = ?');
  }

  /** All of it or nothing. @returns how many rows that was */
  write(changes: Changes): number {
    this.#database.exec('BEGIN');
    try {
      for (const trace of changes.traces) this.#writeTrace(trace);
      for (const record of changes.records) this.#writeRecord(record);
      for (const attempt of changes.attempts) this.#writeAttempt(attempt);
      for (const { node, topic, partition, offset, timeMs } of changes.commits) {
        this.#commit.run(node, topic, partition, BigInt(offset), timeMs);
      }
      for (const { session, node, topic, kind, count } of changes.counts.values()) {
        this.#count.run(session, node, topic, kind, count);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
    for (const trace of changes.traces) trace.isStored = true;
    for (const attempt of changes.attempts) attempt.isStored = true;
    const { traces, records, attempts, commits } = changes;
    return traces.size + records.length + attempts.size + commits.length;
  }

  /** The number of an error in the store; errors that are alike share one. */
  errorNumber({ message, code, stack }: ErrorRow): number {
    const key = JSON.stringify([message, code, stack]);
    const known = this.#errors.get(key);
    if (known !== undefined) return known;
    this.#insertError.run(message, code, stack);
    const number = Number(this.#findError.get(message, code, stack)?.['id']);
    if (this.#errors.size >= rememberedErrors) this.#errors.clear();
    this.#errors.set(key, number);
    return number;
  }

  /** Errors may have gone with the traces that had them. */
  forgetErrors(): void {
    this.#errors.clear();
  }

  #writeTrace(trace: TraceRow): void {
    const { root, startedMs, lastMs, records, attempts, failedAttempts, deadLetters, id } = trace;
    const values: SqlValue[] = [
      root ? storedId(root.event) : null,
      root?.topic ?? null,
      root?.node ?? null,
      keyValue(root?.key),
      startedMs,
      lastMs,
      records,
      attempts,
      failedAttempts,
      deadLetters,
      id,
    ];
    if (trace.isStored) this.#updateTrace.run(...values);
    else this.#insertTrace.run(...values, storedId(trace.traceId), trace.session);
  }

  #writeRecord(record: RecordRow): void {
    const { cause, payload } = record;
    const insert = record.isTakenBack ? this.#takenBack : this.#record;
    insert.run(
      record.trace.id,
      storedId(record.event),
      record.topic,
      record.partition ?? null,
      record.offset === undefined ? null : BigInt(record.offset),
      cause ? storedId(cause.event) : null,
      cause?.place?.topic ?? null,
      cause?.place?.partition ?? null,
      cause?.place ? BigInt(cause.place.offset) : null,
      edges.indexOf(record.edge),
      record.attempt ?? null,
      record.node ?? null,
      record.sentMs ?? null,
      record.appendedMs ?? null,
      record.timestampMs ?? null,
      keyValue(payload?.key),
      payload?.keyBytes ?? null,
      payload?.value ?? null,
      payload?.valueBytes ?? null,
      record.parentSpan ?? null,
      record.error ? this.errorNumber(record.error) : null,
    );
  }

  #writeAttempt(attempt: AttemptRow): void {
    const { place } = attempt;
    const changing: SqlValue[] = [
      attempt.endedMs ?? null,
      outcomes.indexOf(attempt.outcome),
      attempt.counted ? 1 : 0,
      attempt.error ? this.errorNumber(attempt.error) : null,
      attempt.retryInMs ?? null,
      attempt.givenUp ? waysOfGivingUp.indexOf(attempt.givenUp.way) : null,
      attempt.givenUp?.timeMs ?? null,
      attempt.clockMs ? JSON.stringify(attempt.clockMs) : null,
      attempt.id,
    ];
    if (attempt.isStored) {
      this.#updateAttempt.run(...changing);
      return;
    }
    this.#insertAttempt.run(
      ...changing,
      attempt.slot,
      attempt.callRecords,
      attempt.trace.id,
      storedId(attempt.event),
      place?.topic ?? null,
      place?.partition ?? null,
      place ? BigInt(place.offset) : null,
      attempt.node,
      attempt.instance,
      attempt.tries,
      attempt.fetchedMs ?? null,
      attempt.startedMs ?? null,
    );
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text where it is text, so that it is found by what one reads. */
function keyValue(key: Uint8Array | null | undefined): SqlValue {
  if (!key) return null;
  try {
    return decoder.decode(key);
  } catch {
    return key;
  }
}
