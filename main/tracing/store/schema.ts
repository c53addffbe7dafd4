import { Fault } from '../../../shared/lib/index.ts';
import type { Database } from './database.ts';

/**
 * Each step brings a file from the number of its place to the next; `user_version` holds the number. What stands here is never
 * edited once it has shipped: a change is another step.
 *
 * Ids of events and traces are blobs of sixteen bytes where they are ours, text where they are not. Attempts are numbered by host: see
 * attempt-numbers.ts.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, log TEXT NOT NULL, target TEXT NOT NULL, seed INTEGER NOT NULL,
    started_ms REAL NOT NULL, ended_ms REAL, skipped_traces INTEGER NOT NULL DEFAULT 0,
    lowest_share REAL NOT NULL DEFAULT 1, lost_hops INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE hosts (id INTEGER PRIMARY KEY AUTOINCREMENT, session INTEGER NOT NULL, number INTEGER NOT NULL, service TEXT NOT NULL);
  CREATE TABLE nodes (id INTEGER PRIMARY KEY, element TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
  CREATE TABLE topics (
    id INTEGER PRIMARY KEY, log TEXT NOT NULL, kafka_name TEXT NOT NULL, element TEXT, name TEXT NOT NULL,
    UNIQUE (log, kafka_name)
  );
  CREATE TABLE errors (
    id INTEGER PRIMARY KEY, message TEXT NOT NULL, code TEXT NOT NULL, stack TEXT NOT NULL, UNIQUE (message, code, stack)
  );
  CREATE TABLE traces (
    id INTEGER PRIMARY KEY, trace BLOB NOT NULL, session INTEGER NOT NULL, started_ms REAL NOT NULL, last_ms REAL NOT NULL,
    root_event, root_topic INTEGER, root_node INTEGER, root_key, records INTEGER NOT NULL, attempts INTEGER NOT NULL,
    failed_attempts INTEGER NOT NULL, dead_letters INTEGER NOT NULL, UNIQUE (trace, session)
  );
  CREATE INDEX traces_by_session ON traces (session, id);
  CREATE INDEX traces_that_failed ON traces (session) WHERE failed_attempts + dead_letters > 0;
  CREATE INDEX traces_by_duration ON traces (last_ms - started_ms);
  CREATE TABLE records (
    id INTEGER PRIMARY KEY, trace INTEGER NOT NULL, event NOT NULL, topic INTEGER NOT NULL, partition INTEGER, offset INTEGER,
    cause_event, cause_topic INTEGER, cause_partition INTEGER, cause_offset INTEGER, edge INTEGER NOT NULL,
    attempt INTEGER, node INTEGER, sent_ms REAL, appended_ms REAL, timestamp_ms REAL, key, key_bytes INTEGER,
    value BLOB, value_bytes INTEGER, parent_span TEXT, error INTEGER, UNIQUE (topic, partition, offset, event)
  );
  CREATE INDEX records_by_cause ON records (trace, cause_event);
  CREATE INDEX records_by_event ON records (event);
  CREATE INDEX records_by_key ON records (key) WHERE key IS NOT NULL;
  CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, slot INTEGER NOT NULL, call_records INTEGER NOT NULL, trace INTEGER NOT NULL, event NOT NULL,
    topic INTEGER, partition INTEGER, offset INTEGER, node INTEGER NOT NULL, instance INTEGER NOT NULL, tries INTEGER NOT NULL,
    fetched_ms REAL, started_ms REAL, ended_ms REAL, outcome INTEGER NOT NULL, counted INTEGER NOT NULL, error INTEGER,
    retry_in_ms REAL, given_up INTEGER, given_up_ms REAL
  );
  CREATE INDEX attempts_by_event ON attempts (trace, event);
  CREATE INDEX attempts_by_node ON attempts (node, started_ms);
  CREATE INDEX attempts_by_error ON attempts (error) WHERE error IS NOT NULL;
  CREATE INDEX attempts_by_duration ON attempts (ended_ms - started_ms) WHERE ended_ms - started_ms >= 20;
  CREATE INDEX attempts_given_up ON attempts (given_up, id) WHERE given_up IS NOT NULL;
  CREATE TABLE commits (
    node INTEGER NOT NULL, topic INTEGER NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, time_ms REAL NOT NULL,
    PRIMARY KEY (node, topic, partition, offset)
  ) WITHOUT ROWID;
  CREATE TABLE counts (
    session INTEGER NOT NULL, node INTEGER NOT NULL, topic INTEGER NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (session, node, topic, kind)
  ) WITHOUT ROWID;
  `,
  'ALTER TABLE attempts ADD COLUMN clock TEXT;',
  // Records of transactions that were aborted: a table of their own, so that nothing takes them for something that happened.
  `
  CREATE TABLE taken_back (
    id INTEGER PRIMARY KEY, trace INTEGER NOT NULL, event NOT NULL, topic INTEGER NOT NULL, partition INTEGER, offset INTEGER,
    cause_event, cause_topic INTEGER, cause_partition INTEGER, cause_offset INTEGER, edge INTEGER NOT NULL,
    attempt INTEGER, node INTEGER, sent_ms REAL, appended_ms REAL, timestamp_ms REAL, key, key_bytes INTEGER,
    value BLOB, value_bytes INTEGER, parent_span TEXT, error INTEGER
  );
  CREATE INDEX taken_back_by_cause ON taken_back (trace, cause_event);
  `,
];

/** Attempts that took less long are found by their node and time only; see `attempts_by_duration`. */
export const indexedAttemptMs = 20;

/**
 * Sets a file up as the store wants it, and brings an older one to the newest form.
 *
 * @throws {Fault} `store-newer` where another version of Topicraft wrote it last; nothing has changed then
 */
export function prepareSchema(database: Database): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > steps.length) {
    throw new Fault(
      'store-newer',
      'The traces of this project were written by a newer Topicraft, and are left as they are.',
    );
  }
  // A crash of the machine may cost the newest traces, and a crash of the app none: they are no one's only copy of anything.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY');
  database.exec('PRAGMA cache_size = -32768');
  database.prepare('PRAGMA journal_mode = TRUNCATE').get();
  if (version === steps.length) return;
  database.exec('BEGIN');
  for (const step of steps.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${steps.length}; COMMIT`);
}
