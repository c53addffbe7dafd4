import { storedAttempt } from '../store/attempt-numbers.ts';
import type { Database, SqlValue } from '../store/database.ts';
import type { Names } from '../store/names.ts';
import { edges, outcomes, waysOfGivingUp } from '../store/rows.ts';
import type { RowWriter } from '../store/row-writer.ts';
import type { Sessions } from '../store/sessions.ts';
import { storedId } from '../store/stored-id.ts';
import type { AttemptLine, RecordLine, RunHead, RunLine, TraceLine } from './run-lines.ts';
import { checkReferences, type UnpackedRun } from './unpack-run.ts';

export interface StoreParts {
  readonly database: Database;
  readonly names: Names;
  readonly sessions: Sessions;
  readonly writer: RowWriter;
  readonly takeTraceNumber: () => number;
}

/**
 * Stores a run as a session of its own that has ended, whose records are nobody else's. What is wrong with the file is found before
 * anything is stored.
 *
 * @returns the session
 * @throws {Fault} `run-unreadable`
 */
export function storeRun(parts: StoreParts, { head, lines }: UnpackedRun, log: string): number {
  checkReferences(head, lines());
  const { database, writer } = parts;
  const insertion = new RunInsertion(parts, head, log);
  database.exec('BEGIN');
  try {
    const session = insertion.insert(lines());
    database.exec('COMMIT');
    return session;
  } catch (error) {
    database.exec('ROLLBACK');
    writer.forgetErrors();
    throw error;
  }
}

class RunInsertion {
  readonly #parts: StoreParts;
  readonly #head: RunHead;
  readonly #log: string;
  readonly #nodes: ReadonlyMap<number, number>;
  readonly #topics: ReadonlyMap<number, number>;

  constructor(parts: StoreParts, head: RunHead, log: string) {
    const { names } = parts;
    this.#parts = parts;
    this.#head = head;
    this.#log = log;
    names.learn(
      log,
      head.nodes.map(([, id, name]) => ({ id, name })),
      head.topics.flatMap(([, kafkaName, id, name]) => (id === null ? [] : [{ kafkaName, id, name }])),
    );
    this.#nodes = new Map(head.nodes.map(([number, id]) => [number, names.node(id)]));
    this.#topics = new Map(head.topics.map(([number, kafkaName]) => [number, names.topic(log, kafkaName)]));
  }

  insert(lines: Iterable<RunLine>): number {
    const { database, sessions } = this.#parts;
    const { target, seed, startedMs, endedMs, ...gaps } = this.#head.session;
    const session = sessions.begin({ log: this.#log, target: `${target}, from a file`, seed, startedMs });
    sessions.end(session, endedMs ?? startedMs);
    sessions.note(session, { ...gaps, share: gaps.lowestShare });
    sessions.writeNotes();
    const hosts = this.#head.hosts.map(([number, service]) => sessions.addHost(session, number, service));
    const insertTrace = database.prepare(
      `INSERT OR IGNORE INTO traces (id, trace, session, started_ms, last_ms, root_event, root_topic, root_node, root_key, records,
         attempts, failed_attempts, dead_letters) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const insertRecord = database.prepare(
      `INSERT OR IGNORE INTO records (trace, event, topic, partition, offset, cause_event, cause_topic, cause_partition,
         cause_offset, edge, attempt, node, sent_ms, appended_ms, timestamp_ms, key, key_bytes, value, value_bytes, parent_span, error)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const insertAttempt = database.prepare(
      `INSERT OR IGNORE INTO attempts (id, slot, call_records, trace, event, topic, partition, offset, node, instance, tries,
         fetched_ms, started_ms, ended_ms, outcome, counted, error, retry_in_ms, given_up, given_up_ms, clock)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const insertCommit = database.prepare(
      'INSERT OR IGNORE INTO commits (node, topic, partition, offset, time_ms) VALUES (?, ?, ?, ?, ?)',
    );
    let trace = 0;
    for (const line of lines) {
      if (line.type === 'trace') {
        trace = this.#parts.takeTraceNumber();
        insertTrace.run(trace, ...this.#traceValues(line, session));
      } else if (line.type === 'commit') {
        insertCommit.run(
          this.#node(line.node),
          this.#topic(line.topic),
          line.partition,
          BigInt(line.offset),
          line.timeMs,
        );
      } else if (line.type === 'record') insertRecord.run(trace, ...this.#recordValues(line, hosts));
      else insertAttempt.run(...this.#attemptValues(line, trace, hosts));
    }
    const insertCount = database.prepare(
      'INSERT OR IGNORE INTO counts (session, node, topic, kind, count) VALUES (?, ?, ?, ?, ?)',
    );
    for (const [node, topic, kind, count] of this.#head.counts) {
      insertCount.run(session, this.#node(node), topic === 0 ? 0 : this.#topic(topic), kind, count);
    }
    for (const statement of [insertTrace, insertRecord, insertAttempt, insertCommit, insertCount]) statement.close();
    return session;
  }

  #traceValues({ trace, root, ...line }: TraceLine, session: number): SqlValue[] {
    return [
      storedId(trace),
      session,
      line.startedMs,
      line.lastMs,
      root ? storedId(root.event) : null,
      root ? this.#topicOr(root.topic) : null,
      root ? this.#nodeOr(root.node) : null,
      root ? keyValue(root.key) : null,
      line.records,
      line.attempts,
      line.failedAttempts,
      line.deadLetters,
    ];
  }

  #recordValues(line: RecordLine, hosts: readonly number[]): SqlValue[] {
    return [
      storedId(line.event),
      this.#topic(line.topic),
      line.partition,
      line.offset === null ? null : BigInt(line.offset),
      line.cause === null ? null : storedId(line.cause),
      ...this.#placeValues(line.causePlace),
      edges.indexOf(line.edge),
      line.attempt && attemptId(line.attempt, hosts),
      this.#nodeOr(line.node),
      line.sentMs,
      line.appendedMs,
      line.timestampMs,
      keyValue(line.key),
      line.keyBytes,
      line.value === null ? null : Buffer.from(line.value, 'base64'),
      line.valueBytes,
      line.parentSpan,
      this.#error(line.error),
    ];
  }

  #attemptValues(line: AttemptLine, trace: number, hosts: readonly number[]): SqlValue[] {
    return [
      attemptId(line.attempt, hosts),
      line.slot,
      line.callRecords,
      trace,
      storedId(line.event),
      ...this.#placeValues(line.place),
      this.#node(line.node),
      line.instance,
      line.tries,
      line.fetchedMs,
      line.startedMs,
      line.endedMs,
      outcomes.indexOf(line.outcome),
      line.counted ? 1 : 0,
      this.#error(line.error),
      line.retryInMs,
      line.givenUp && waysOfGivingUp.indexOf(line.givenUp[0]),
      line.givenUp && line.givenUp[1],
      line.clockMs && JSON.stringify(line.clockMs),
    ];
  }

  #placeValues(place: readonly [number, number, string] | null): SqlValue[] {
    return place ? [this.#topic(place[0]), place[1], BigInt(place[2])] : [null, null, null];
  }

  #error(error: readonly [string, string, string] | null): number | null {
    return error && this.#parts.writer.errorNumber({ message: error[0], code: error[1], stack: error[2] });
  }

  // All that lines go by has been checked.
  #node(number: number): number {
    return this.#nodes.get(number) ?? 0;
  }

  #topic(number: number): number {
    return this.#topics.get(number) ?? 0;
  }

  #nodeOr(number: number | null): number | null {
    return number === null ? null : this.#node(number);
  }

  #topicOr(number: number | null): number | null {
    return number === null ? null : this.#topic(number);
  }
}

function attemptId([place, number]: readonly [number, number], hosts: readonly number[]): number {
  return storedAttempt(hosts[place] ?? 0, number);
}

function keyValue(key: string | { bytes: string } | null): SqlValue {
  return key !== null && typeof key === 'object' ? Buffer.from(key.bytes, 'base64') : key;
}
