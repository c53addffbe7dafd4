import type { FoundEvent, TraceQuestion } from '../../../shared/contract/index.ts';
import type { Database, SqlRow } from '../store/database.ts';
import type { Names } from '../store/names.ts';
import { idOfStored } from '../store/stored-id.ts';
import { Conditions, timeOfRecord } from './conditions.ts';
import { summaryOf, textOfStored, topicIn } from './presenting.ts';

/** Where no index leads, records are looked through in slices, from the newest on, for so long at most. */
const sliceRecords = 20_000;
const longestLookMs = 400;

export interface FoundPage {
  readonly events: FoundEvent[];
  /** Where the next page begins; undefined where there is none. */
  readonly cursor?: string;
}

/** Of a record `r` and its trace `t`. */
export const foundColumns = `r.id, r.event, r.topic, r.partition, CAST(r.offset AS TEXT) AS offset, r.key, r.value,
  ${timeOfRecord} AS time_ms, t.trace AS t_trace, t.session AS t_session,
  t.started_ms AS t_started_ms, t.last_ms AS t_last_ms, t.root_event AS t_root_event, t.root_topic AS t_root_topic,
  t.root_node AS t_root_node, t.root_key AS t_root_key, t.records AS t_records, t.attempts AS t_attempts,
  t.failed_attempts AS t_failed_attempts, t.dead_letters AS t_dead_letters`;

/** Events that fit, the newest first. A page ends where it is full, or where looking through took too long. */
export function searchEvents(
  database: Database,
  names: Names,
  question: TraceQuestion,
  limit: number,
  cursor: string | undefined,
): FoundPage {
  const conditions = new Conditions(question, database, names);
  const statement = database.prepare(
    `SELECT ${foundColumns} FROM records r JOIN traces t ON t.id = r.trace
     WHERE ${['r.id < ?', 'r.id >= ?', ...conditions.sql].join(' AND ')} ORDER BY r.id DESC LIMIT ?`,
  );
  const newest = Number(database.all('SELECT max(id) AS id FROM records')[0]?.['id'] ?? 0);
  let below = Math.min(newest + 1, cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor));
  const rows: SqlRow[] = [];
  const beganMs = performance.now();
  const events = (): FoundEvent[] => rows.map((row) => foundEventOf(row, names));
  try {
    for (;;) {
      const from = conditions.isIndexed ? 0 : Math.max(0, below - sliceRecords);
      rows.push(...statement.all(below, from, ...conditions.values, limit - rows.length));
      if (rows.length >= limit) return { events: events(), cursor: String(rows.at(-1)?.['id']) };
      if (from === 0) return { events: events() };
      below = from;
      if (performance.now() - beganMs > longestLookMs) return { events: events(), cursor: String(below) };
    }
  } finally {
    statement.close();
  }
}

/** The columns of `foundColumns`, as a window sees them. */
export function foundEventOf(row: SqlRow, names: Names): FoundEvent {
  const trace = summaryOf(row, names, 't_');
  const { partition } = row;
  return {
    traceId: trace.traceId,
    session: trace.session,
    eventId: idOfStored(row['event']),
    topic: topicIn(row, 'topic', names),
    ...(partition !== null && { partition: Number(partition), offset: String(row['offset']) }),
    timeMs: Number(row['time_ms']),
    key: textOfStored(row['key']),
    value: textOfStored(row['value']),
    trace,
  };
}
