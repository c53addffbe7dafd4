import type { TracedSession } from '../../../shared/contract/index.ts';
import type { Database, SqlRow, Statement } from './database.ts';

export interface SessionBegin {
  /** Which records it works on: sessions of the same log share them, and a log that began anew is another one. */
  readonly log: string;
  readonly target: string;
  readonly seed: number;
  readonly startedMs: number;
}

/** The sessions that the store knows, and their hosts. */
export class Sessions {
  readonly #begin: Statement;
  readonly #end: Statement;
  readonly #host: Statement;
  readonly #note: Statement;
  readonly #all: Statement;
  readonly #log: Statement;
  readonly #live = new Set<number>();
  /** What has come to be known of sessions since the last write. */
  readonly #notes = new Map<number, { skippedTraces: number; lostHops: number; share: number }>();
  readonly #forget: readonly Statement[];

  constructor(database: Database) {
    this.#begin = database.prepare('INSERT INTO sessions (log, target, seed, started_ms) VALUES (?, ?, ?, ?)');
    this.#end = database.prepare('UPDATE sessions SET ended_ms = ? WHERE id = ?');
    this.#host = database.prepare('INSERT INTO hosts (session, number, service) VALUES (?, ?, ?)');
    this.#note = database.prepare(
      `UPDATE sessions SET skipped_traces = skipped_traces + ?, lost_hops = lost_hops + ?, lowest_share = min(lowest_share, ?)
       WHERE id = ?`,
    );
    this.#log = database.prepare('SELECT log FROM sessions WHERE id = ?');
    this.#all = database.prepare(
      `SELECT s.*, (SELECT count(*) FROM traces t WHERE t.session = s.id) AS traces,
         (SELECT count(*) FROM traces t WHERE t.session = s.id AND t.failed_attempts + t.dead_letters > 0) AS failed
       FROM sessions s ORDER BY s.id DESC LIMIT 200`,
    );
    this.#forget = [
      'DELETE FROM records WHERE trace IN (SELECT id FROM traces WHERE session = ?)',
      'DELETE FROM taken_back WHERE trace IN (SELECT id FROM traces WHERE session = ?)',
      'DELETE FROM attempts WHERE trace IN (SELECT id FROM traces WHERE session = ?)',
      'DELETE FROM traces WHERE session = ?',
      'DELETE FROM counts WHERE session = ?',
      'DELETE FROM hosts WHERE session = ?',
      'DELETE FROM sessions WHERE id = ?',
    ].map((sql) => database.prepare(sql));
  }

  begin({ log, target, seed, startedMs }: SessionBegin): number {
    const session = this.#begin.run(log, target, seed, startedMs).lastId;
    this.#live.add(session);
    return session;
  }

  /** The number of a host in the store. */
  addHost(session: number, number: number, service: string): number {
    return this.#host.run(session, number, service).lastId;
  }

  end(session: number, timeMs: number): void {
    this.#live.delete(session);
    this.#end.run(timeMs, session);
  }

  /** Written by `writeNotes`. */
  note(session: number, { skippedTraces = 0, lostHops = 0, share = 1 }): void {
    const before = this.#notes.get(session);
    this.#notes.set(session, {
      skippedTraces: (before?.skippedTraces ?? 0) + skippedTraces,
      lostHops: (before?.lostHops ?? 0) + lostHops,
      share: Math.min(before?.share ?? 1, share),
    });
  }

  writeNotes(): void {
    for (const [session, { skippedTraces, lostHops, share }] of this.#notes) {
      this.#note.run(skippedTraces, lostHops, share, session);
    }
    this.#notes.clear();
  }

  logOf(session: number): string | undefined {
    const log = this.#log.get(session)?.['log'];
    return log === undefined ? undefined : String(log);
  }

  isLive(session: number): boolean {
    return this.#live.has(session);
  }

  /** The newest first, two hundred at most. */
  list(): TracedSession[] {
    return this.#all.all().map((row) => this.#sessionOf(row));
  }

  /** With all that belongs to it. */
  forget(session: number): void {
    for (const statement of this.#forget) statement.run(session);
  }

  #sessionOf(row: SqlRow): TracedSession {
    const session = Number(row['id']);
    const endedMs = row['ended_ms'];
    return {
      session,
      startedMs: Number(row['started_ms']),
      ...(typeof endedMs === 'number' && { endedMs }),
      isLive: this.#live.has(session),
      target: String(row['target']),
      seed: Number(row['seed']),
      traces: Number(row['traces']),
      failedTraces: Number(row['failed']),
      skippedTraces: Number(row['skipped_traces']),
      lowestShare: Number(row['lowest_share']),
      lostHops: Number(row['lost_hops']),
    };
  }
}
