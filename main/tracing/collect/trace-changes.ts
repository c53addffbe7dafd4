import type { CommitRow, AttemptRow, Changes, PlaceRow, RecordRow } from '../store/rows.ts';
import { noChanges } from '../store/rows.ts';
import type { TraceInProgress, TraceTable } from './trace-table.ts';

/**
 * What is to be written next, and what is held back: rows of a trace that is kept go to the changes, those of another one wait with it
 * in case that it fails. Counts are taken of everything.
 */
export class TraceChanges {
  readonly #table: TraceTable;
  #changes = noChanges();

  constructor(table: TraceTable) {
    this.#table = table;
  }

  /** Rows that wait to be written. */
  get waiting(): number {
    const { traces, records, attempts, commits } = this.#changes;
    return traces.size + records.length + attempts.size + commits.length;
  }

  /** What has changed since the last call. */
  take(): Changes {
    const changes = this.#changes;
    this.#changes = noChanges();
    return changes;
  }

  of(traceId: string, session: number, timeMs: number): TraceInProgress {
    return this.#table.of(traceId, session, timeMs);
  }

  addRecord(trace: TraceInProgress, record: RecordRow, timeMs: number): void {
    const { row } = trace;
    if (record.isTakenBack) {
      this.#put(trace, record);
      return;
    }
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
    this.#put(trace, record);
  }

  #put(trace: TraceInProgress, record: RecordRow): void {
    if (trace.held) {
      trace.held.records.push(record);
      this.#table.hold(1);
      return;
    }
    this.#changes.records.push(record);
    this.#changes.traces.add(trace.row);
  }

  newAttempt(
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
      clockMs: undefined,
      ...given,
    };
  }

  /** The trace is kept from now on, with all that was held back of it. */
  fails(trace: TraceInProgress): void {
    const held = this.#table.keep(trace);
    if (!held) return;
    this.#changes.records.push(...held.records);
    for (const attempt of held.attempts) this.#changes.attempts.add(attempt);
    this.#changes.traces.add(trace.row);
  }

  changed(row: AttemptRow): void {
    const timeMs = row.givenUp?.timeMs ?? row.endedMs ?? row.startedMs ?? row.trace.lastMs;
    const trace = this.#table.of(row.trace.traceId, row.trace.session, timeMs);
    row.trace = trace.row;
    spanTime(trace, row.startedMs ?? timeMs, timeMs);
    if (trace.held) {
      if (!trace.held.attempts.has(row)) this.#table.hold(1);
      trace.held.attempts.add(row);
      return;
    }
    this.#changes.attempts.add(row);
    this.#changes.traces.add(row.trace);
  }

  count(session: number, { node, place }: AttemptRow, kind: string): void {
    this.countOf(session, node, place?.topic ?? 0, kind);
  }

  countOf(session: number, node: number, topic: number, kind: string): void {
    const key = `${session} ${node} ${topic} ${kind}`;
    const count = (this.#changes.counts.get(key)?.count ?? 0) + 1;
    this.#changes.counts.set(key, { session, node, topic, kind, count });
  }

  commit(row: CommitRow): void {
    this.#changes.commits.push(row);
  }
}

function spanTime({ row }: TraceInProgress, fromMs: number, toMs: number): void {
  row.startedMs = Math.min(row.startedMs, fromMs);
  row.lastMs = Math.max(row.lastMs, toMs);
}

export function placeKey({ topic, partition, offset }: PlaceRow): string {
  return `${topic}/${partition}/${offset}`;
}
