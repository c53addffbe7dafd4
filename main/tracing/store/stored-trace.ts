import type { SqlRow } from './database.ts';
import type { TraceRow } from './rows.ts';
import { idOfStored } from './stored-id.ts';

/** A trace that is in the store, as a row that goes on. */
export function traceRowOf(row: SqlRow | undefined): TraceRow | undefined {
  if (!row) return undefined;
  const root = row['root_event'];
  const key = row['root_key'];
  return {
    id: Number(row['id']),
    traceId: idOfStored(row['trace']),
    session: Number(row['session']),
    isStored: true,
    startedMs: Number(row['started_ms']),
    lastMs: Number(row['last_ms']),
    root:
      root === null || root === undefined
        ? undefined
        : {
            event: idOfStored(root),
            topic: Number(row['root_topic']),
            node: row['root_node'] === null ? undefined : Number(row['root_node']),
            key:
              key === null || key === undefined
                ? null
                : typeof key === 'string'
                  ? Buffer.from(key)
                  : (key as Uint8Array),
          },
    records: Number(row['records']),
    attempts: Number(row['attempts']),
    failedAttempts: Number(row['failed_attempts']),
    deadLetters: Number(row['dead_letters']),
  };
}
