import type { AttemptRow, PlaceRow } from '../store/rows.ts';
import { untoldAttempt } from '../store/attempt-numbers.ts';
import { placeKey, type TraceChanges } from './trace-changes.ts';

/** Attempts that are remembered. */
const mostRemembered = 20_000;

/** So long it may take until another host tells of a record that a dead one worked on. */
const untoldPatienceMs = 10_000;

export interface UntoldAttempt {
  readonly source: HopSource;
  readonly node: number;
  readonly place: PlaceRow;
  readonly slot: number;
  readonly callRecords: number;
  readonly tries: number;
  readonly timeMs: number;
}

/** Whose hops these are. Numbers of the store. */
export interface HopSource {
  readonly session: number;
  readonly log: string;
  readonly host: number;
}

/** What the collector asks of the store where memory doesn't tell. */
export interface StoredFacts {
  /** The event and the trace of a record that stands there. */
  eventAt(place: PlaceRow): { eventId: string; traceId: string } | undefined;
}

/** Attempts that ended with their host: those that it had told of, and those that only the engine's journal knows. */
export class LostAttempts {
  readonly #changes: TraceChanges;
  readonly #facts: StoredFacts;
  /** The last attempts of events whose host died, in case that the next host gives them up; by node and place. */
  readonly #lost = new Map<string, AttemptRow>();
  readonly #numbers = new Map<number, number>();
  #untold: UntoldAttempt[] = [];

  constructor(changes: TraceChanges, facts: StoredFacts) {
    this.#changes = changes;
    this.#facts = facts;
  }

  /** Of an attempt that the host could not tell of. */
  untold(attempt: UntoldAttempt): void {
    this.#untold.push(attempt);
  }

  /** The last attempt at a record, where it ended with its host. */
  at(node: number, place: PlaceRow): AttemptRow | undefined {
    return this.#lost.get(attemptKey(node, place));
  }

  /** Whose record these attempts worked on may be told later, by another host. @returns the session of each that was given up on */
  find(nowMs: number): number[] {
    const lost: number[] = [];
    this.#untold = this.#untold.filter((untold) => {
      const event = this.#facts.eventAt(untold.place);
      if (!event && nowMs - untold.timeMs < untoldPatienceMs) return true;
      if (event) this.#add(untold, event);
      else lost.push(untold.source.session);
      return false;
    });
    return lost;
  }

  #add({ source, timeMs, ...given }: UntoldAttempt, event: { eventId: string; traceId: string }): void {
    const trace = this.#changes.of(event.traceId, source.session, timeMs);
    const row = this.#changes.newAttempt(trace, { ...given, id: this.number(source.host), event: event.eventId });
    row.outcome = 'host-lost';
    row.endedMs = timeMs;
    row.trace.failedAttempts += 1;
    this.remember(row);
    this.#changes.fails(trace);
    this.#changes.changed(row);
  }

  remember(row: AttemptRow): void {
    this.#lost.set(attemptKey(row.node, row.place), row);
    const [oldest] = this.#lost.keys();
    if (this.#lost.size > mostRemembered && oldest !== undefined) this.#lost.delete(oldest);
  }

  /** For an attempt that no number was told of. */
  number(host: number): number {
    const index = this.#numbers.get(host) ?? 0;
    this.#numbers.set(host, index + 1);
    return untoldAttempt(host, index);
  }
}

export function attemptKey(node: number, place: PlaceRow | undefined): string {
  return place ? `${node} ${placeKey(place)}` : String(node);
}
