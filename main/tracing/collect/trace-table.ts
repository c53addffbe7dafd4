import type { AttemptRow, RecordRow, TraceRow } from '../store/rows.ts';
import type { Sampler } from './sampler.ts';

/** A trace that goes on. */
export interface TraceInProgress {
  readonly row: TraceRow;
  /** What is not to be stored unless it fails; undefined for one that is stored. */
  held: { readonly records: RecordRow[]; readonly attempts: Set<AttemptRow> } | undefined;
  /** Places whose record is known, as `topic/partition/offset`. */
  readonly places: Set<string>;
  touchedMs: number;
}

export interface TraceTableLimits {
  /** Traces that are remembered after their last hop. */
  readonly traces: number;
  /** Rows of traces that aren't kept, in case that one fails. */
  readonly heldRows: number;
  /** A trace of which nothing more has come for so long is over. */
  readonly quietMs: number;
}

export const defaultLimits: TraceTableLimits = { traces: 50_000, heldRows: 100_000, quietMs: 30_000 };

/**
 * The traces that go on, and what becomes of each: kept, or held back in case that it fails. A trace is decided on once, when its first hop comes.
 * Bounded: the ones that are quiet longest are let go of first.
 *
 *     (first hop) ──sampled──▶ kept                held ──an attempt fails, or an event is given up──▶ kept
 *                 ──not─────▶ held                 held ──quiet, or no room──▶ skipped
 */
export class TraceTable {
  readonly #sampler: Sampler;
  readonly #limits: TraceTableLimits;
  readonly #find: (traceId: string, session: number) => TraceRow | undefined;
  readonly #skipped: (session: number) => void;
  readonly #traces = new Map<string, TraceInProgress>();
  /** Sessions of which a trace may be in the store alone. */
  readonly #hasLetGo = new Set<number>();
  #nextId: number;
  #heldRows = 0;
  #last: TraceInProgress | undefined;

  /**
   * @param find gives a trace that is stored already
   * @param skipped a held trace is let go of, unstored
   */
  constructor(
    sampler: Sampler,
    nextId: number,
    find: (traceId: string, session: number) => TraceRow | undefined,
    skipped: (session: number) => void,
    limits = defaultLimits,
  ) {
    this.#sampler = sampler;
    this.#nextId = nextId;
    this.#find = find;
    this.#skipped = skipped;
    this.#limits = limits;
  }

  get size(): number {
    return this.#traces.size;
  }

  /** The trace of a session; a new one where there is none. */
  of(traceId: string, session: number, timeMs: number): TraceInProgress {
    // Hops of one trace often follow one another.
    const last = this.#last;
    if (last?.row.traceId === traceId && last.row.session === session && timeMs - last.touchedMs < 1000) return last;
    const trace = this.#lookUp(traceId, session, timeMs);
    this.#last = trace;
    return trace;
  }

  #lookUp(traceId: string, session: number, timeMs: number): TraceInProgress {
    const key = `${session} ${traceId}`;
    const known = this.#traces.get(key);
    if (known) {
      if (timeMs - known.touchedMs > 1000) {
        // The map's order is that of the last touch, near enough.
        this.#traces.delete(key);
        this.#traces.set(key, known);
        known.touchedMs = timeMs;
      }
      return known;
    }
    const stored = this.#hasLetGo.has(session) ? this.#find(traceId, session) : undefined;
    const isKept = stored !== undefined || this.#sampler.keeps(traceId);
    const trace: TraceInProgress = {
      row: stored ?? this.#newRow(traceId, session, timeMs),
      held: isKept ? undefined : { records: [], attempts: new Set() },
      places: new Set(),
      touchedMs: timeMs,
    };
    this.#traces.set(key, trace);
    return trace;
  }

  /** A number for a trace that comes from elsewhere. */
  takeNumber(): number {
    const number = this.#nextId;
    this.#nextId += 1;
    return number;
  }

  /** A row of a trace that isn't kept, in case that it fails. */
  hold(count: number): void {
    this.#heldRows += count;
  }

  /** It is kept after all. @returns what was held back */
  keep(trace: TraceInProgress): { records: readonly RecordRow[]; attempts: ReadonlySet<AttemptRow> } | undefined {
    const { held } = trace;
    if (!held) return undefined;
    trace.held = undefined;
    this.#heldRows -= held.records.length + held.attempts.size;
    return held;
  }

  /** Lets go of traces that are over, and of those that are too many. */
  tidy(nowMs: number): void {
    const { traces, heldRows, quietMs } = this.#limits;
    for (const [key, trace] of this.#traces) {
      const isQuiet = nowMs - trace.touchedMs > quietMs;
      const isTooMany = this.#traces.size > traces || (trace.held !== undefined && this.#heldRows > heldRows);
      if (!isQuiet && this.#traces.size <= traces && this.#heldRows <= heldRows) return;
      if (isQuiet || isTooMany) this.#letGo(key, trace);
    }
  }

  /** All traces of a session are over. */
  endSession(session: number): void {
    for (const [key, trace] of this.#traces) if (trace.row.session === session) this.#letGo(key, trace);
  }

  #letGo(key: string, trace: TraceInProgress): void {
    this.#traces.delete(key);
    this.#last = undefined;
    this.#hasLetGo.add(trace.row.session);
    if (trace.held) {
      this.#heldRows -= trace.held.records.length + trace.held.attempts.size;
      // A tick that made nothing is nobody's trace.
      if (trace.row.records > 0) this.#skipped(trace.row.session);
    }
  }

  #newRow(traceId: string, session: number, timeMs: number): TraceRow {
    return {
      id: this.takeNumber(),
      traceId,
      session,
      isStored: false,
      startedMs: timeMs,
      lastMs: timeMs,
      root: undefined,
      records: 0,
      attempts: 0,
      failedAttempts: 0,
      deadLetters: 0,
    };
  }
}
