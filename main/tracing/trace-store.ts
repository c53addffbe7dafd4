import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { EventReference, Life, TracedSession, TraceQuestion, TraceSummary } from '../../shared/contract/index.ts';
import type { AttemptInFlight } from '../../shared/delivery/index.ts';
import { type HandledRecord, readHops } from '../../shared/hops/index.ts';
import { Fault } from '../../shared/lib/index.ts';
import { busyMs } from './collect/busy-clock.ts';
import { Collector } from './collect/collector.ts';
import type { HopSource } from './collect/lost-attempts.ts';
import { Sampler } from './collect/sampler.ts';
import { TraceChanges } from './collect/trace-changes.ts';
import { TraceTable } from './collect/trace-table.ts';
import { type CapturedCall, CapturedCalls, type HandlingAttempt } from './query/captured-calls.ts';
import { type LifeDirection, lifeOf } from './query/life.ts';
import { LifeRows } from './query/life-rows.ts';
import { type MissedPage, MissedEvents } from './query/missed.ts';
import { summaryOf } from './query/presenting.ts';
import { type FoundPage, searchEvents } from './query/search.ts';
import { storeRun } from './run-file/store-run.ts';
import { unpackRun } from './run-file/unpack-run.ts';
import { type WrittenRun, writeRun } from './run-file/write-run.ts';
import type { Database, DatabaseDriver } from './store/database.ts';
import { FileOwner } from './store/file-owner.ts';
import { type NamedNode, type NamedTopic, Names } from './store/names.ts';
import { openDatabase } from './store/open-database.ts';
import { Ring } from './store/ring.ts';
import { RowWriter } from './store/row-writer.ts';
import type { PlaceRow, TraceRow } from './store/rows.ts';
import { traceRowOf } from './store/stored-trace.ts';
import { prepareSchema } from './store/schema.ts';
import { type SessionBegin, Sessions } from './store/sessions.ts';
import { idOfStored, storedId } from './store/stored-id.ts';

export interface TraceStoreOptions {
  readonly file: string;
  readonly ringBytes: number;
  /** `node:sqlite` where there is one, by default. */
  readonly driver?: DatabaseDriver | undefined;
  /** Of one core's time: what storing may take before only a share of the traces is kept. 0.2 by default; 1 keeps all. */
  readonly budget?: number | undefined;
}

export interface PathAsked {
  readonly fromTopic: string;
  readonly toTopic?: string | undefined;
  readonly toNode?: string | undefined;
  readonly withinMs: number;
  readonly session?: number | undefined;
}

/** The hops of one project: what comes in is collected and written, what is asked is read. Synchronous; lives in a thread of its own. */
export class TraceStore {
  readonly #database: Database;
  readonly #owner: FileOwner;
  readonly #names: Names;
  readonly #sessions: Sessions;
  readonly #writer: RowWriter;
  readonly #ring: Ring;
  readonly #sampler: Sampler;
  readonly #traces: TraceTable;
  readonly #changes: TraceChanges;
  readonly #collector: Collector;
  readonly #lifeRows: LifeRows;
  readonly #captured: CapturedCalls;
  readonly #missed: MissedEvents;
  readonly #hosts = new Map<string, number>();
  #onWritten: (traces: ReadonlySet<TraceRow>) => void = () => undefined;

  private constructor(database: Database, owner: FileOwner, { ringBytes, budget }: TraceStoreOptions) {
    this.#database = database;
    this.#owner = owner;
    prepareSchema(database);
    this.#names = new Names(database);
    this.#sessions = new Sessions(database);
    this.#writer = new RowWriter(database);
    this.#ring = new Ring(database, ringBytes);
    this.#lifeRows = new LifeRows(database);
    this.#captured = new CapturedCalls(database, this.#lifeRows, this.#names);
    this.#missed = new MissedEvents(database, this.#names);
    this.#sampler = new Sampler(performance.now(), budget);
    const findTrace = database.prepare('SELECT * FROM traces WHERE trace = ? AND session = ?');
    this.#traces = new TraceTable(
      this.#sampler,
      Number(database.all('SELECT max(id) AS id FROM traces')[0]?.['id'] ?? 0) + 1,
      (traceId, session) => traceRowOf(findTrace.get(storedId(traceId), session)),
      (session) => this.#sessions.note(session, { skippedTraces: 1, share: this.#sampler.share }),
    );
    this.#changes = new TraceChanges(this.#traces);
    const eventAt = database.prepare(
      `SELECT r.event, t.trace FROM records r JOIN traces t ON t.id = r.trace
       WHERE r.topic = ? AND r.partition = ? AND r.offset = ? ORDER BY r.id DESC LIMIT 1`,
    );
    this.#collector = new Collector(this.#names, this.#changes, {
      eventAt: ({ topic, partition, offset }: PlaceRow) => {
        const row = eventAt.get(topic, partition, BigInt(offset));
        return row && { eventId: idOfStored(row['event']), traceId: idOfStored(row['trace']) };
      },
    });
  }

  /**
   * Opens the file, or makes it. One that is no store is set aside as `NAME.broken`.
   *
   * @throws {Fault} `in-use`, `store-newer`
   */
  static async open(options: TraceStoreOptions): Promise<TraceStore> {
    const { file, driver } = options;
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const owner = new FileOwner(file);
    try {
      try {
        return new TraceStore(await openDatabase(file, driver), owner, options);
      } catch (error) {
        if (error instanceof Fault) throw error;
        renameSync(file, `${file}.broken`);
        return new TraceStore(await openDatabase(file, driver), owner, options);
      } finally {
        chmodSync(file, 0o600);
      }
    } catch (error) {
      owner.release();
      throw error;
    }
  }

  get driver(): DatabaseDriver {
    return this.#database.driver;
  }

  /** What comes in now: which share of it is kept, and how much that is. */
  get intake(): { share: number; hopsPerSecond: number } {
    const { share, hopsPerSecond } = this.#sampler;
    return { share, hopsPerSecond };
  }

  get bytes(): number {
    return this.#ring.bytes;
  }

  /** Called after each write with the traces that have changed. */
  onWritten(listener: (traces: ReadonlySet<TraceRow>) => void): void {
    this.#onWritten = listener;
  }

  resize(ringBytes: number): void {
    this.#ring.resize(ringBytes);
  }

  beginSession(begin: SessionBegin, nodes: readonly NamedNode[], topics: readonly NamedTopic[]): number {
    this.#names.learn(begin.log, nodes, topics);
    return this.#sessions.begin(begin);
  }

  learn(session: number, nodes: readonly NamedNode[], topics: readonly NamedTopic[]): void {
    this.#names.learn(this.#logOf(session), nodes, topics);
  }

  hostStarted(session: number, host: number, service: string): void {
    this.#hosts.set(`${session} ${host}`, this.#sessions.addHost(session, host, service));
  }

  /** What a host tells. Written with the next `write`. */
  take(session: number, host: number, bytes: Uint8Array, dropped: number): void {
    const beganMs = busyMs();
    const source = this.#sourceOf(session, host);
    const hops = bytes.byteLength === 0 ? [] : readHops(bytes);
    for (const hop of hops) this.#collector.take(source, hop);
    if (dropped > 0) this.#sessions.note(session, { lostHops: dropped });
    this.#sampler.spent(busyMs() - beganMs, hops.length, performance.now());
  }

  /** Records that stand in their log, whoever has told of them before. */
  seen(session: number, records: readonly HandledRecord[]): void {
    const log = this.#logOf(session);
    for (const record of records) this.#collector.seen({ session, log }, record);
  }

  /** Hops of a session are lost, and how many isn't known. */
  lost(session: number): void {
    this.#sessions.note(session, { lostHops: 1 });
  }

  hostEnded(session: number, host: number, inFlight: readonly AttemptInFlight[], timeMs: number): void {
    this.write(timeMs);
    this.#collector.hostEnded(this.#sourceOf(session, host), inFlight, timeMs);
  }

  endSession(session: number, timeMs: number): void {
    this.write(timeMs);
    this.#traces.endSession(session);
    this.write(timeMs);
    this.#sessions.end(session, timeMs);
  }

  /** Writes what waits, in one transaction, and makes room. @returns whether there is more room to make */
  write(nowMs: number): boolean {
    const beganMs = busyMs();
    const lost = this.#collector.findUntold(nowMs);
    for (const session of lost) this.#sessions.note(session, { lostHops: 1 });
    const changes = this.#changes.take();
    if (changes.traces.size + changes.commits.length + changes.counts.size > 0) {
      this.#writer.write(changes);
      this.#onWritten(changes.traces);
    }
    this.#traces.tidy(nowMs);
    this.#sessions.writeNotes();
    const isFreeing = this.#ring.makeRoom();
    if (isFreeing) this.#writer.forgetErrors();
    this.#sampler.spent(busyMs() - beganMs, 0, performance.now());
    return isFreeing;
  }

  get waiting(): number {
    return this.#changes.waiting;
  }

  sessions(): TracedSession[] {
    return this.#sessions.list();
  }

  summaries(traces: Iterable<{ id: number }>): TraceSummary[] {
    return [...traces].flatMap(({ id }) => {
      const row = this.#lifeRows.trace(id);
      return row ? [summaryOf(row, this.#names)] : [];
    });
  }

  newestTraces(count: number): { id: number }[] {
    return this.#database
      .all('SELECT id FROM traces ORDER BY id DESC LIMIT ?', count)
      .map(({ id }) => ({ id: Number(id) }));
  }

  /** Traces of a session in the order of their beginning, behind the one with this number. */
  tracesAfter(
    session: number,
    after: number,
    limit: number,
  ): { readonly number: number; readonly trace: TraceSummary }[] {
    return this.#database
      .all('SELECT * FROM traces WHERE session = ? AND id > ? ORDER BY id LIMIT ?', session, after, limit)
      .map((row) => ({ number: Number(row['id']), trace: summaryOf(row, this.#names) }));
  }

  life(of: EventReference, direction: LifeDirection, maxEvents: number): Life | undefined {
    return lifeOf(of, direction, maxEvents, this.#lifeRows, this.#names);
  }

  attemptsAt(of: EventReference): HandlingAttempt[] {
    return this.#captured.attemptsAt(of);
  }

  callOf(attempt: string): CapturedCall | undefined {
    return this.#captured.callOf(attempt);
  }

  search(question: TraceQuestion, limit: number, cursor: string | undefined): FoundPage {
    return searchEvents(this.#database, this.#names, question, limit, cursor);
  }

  missed(asked: PathAsked, nowMs: number, limit: number, cursor: string | undefined): MissedPage {
    const { fromTopic, toTopic, toNode, withinMs, session } = asked;
    const numbersOf = (topic: string): number[] => this.#names.topicsNamed(topic).map(({ number }) => number);
    const to = {
      topics: toTopic === undefined ? [] : numbersOf(toTopic),
      node: toNode === undefined ? undefined : this.#names.knownNode(toNode),
    };
    return this.#missed.find({ from: numbersOf(fromTopic), to, withinMs, session, nowMs }, limit, cursor);
  }

  /** Exact counts of a session, by node, topic and kind. */
  counts(session: number): { node: NamedNode; topic?: { id?: string; name: string }; kind: string; count: number }[] {
    return this.#database
      .all('SELECT node, topic, kind, count FROM counts WHERE session = ? ORDER BY node, topic, kind', session)
      .map((row) => {
        const topic = this.#names.topicOf(Number(row['topic']));
        return {
          node: this.#names.nodeOf(Number(row['node'])),
          ...(topic && { topic: { ...(topic.id !== undefined && { id: topic.id }), name: topic.name } }),
          kind: String(row['kind']),
          count: Number(row['count']),
        };
      });
  }

  /** Forgets a session, or all; what runs stays. */
  forget(session: number | undefined): void {
    const wanted = session === undefined ? this.sessions().map((each) => each.session) : [session];
    this.#database.exec('BEGIN');
    for (const each of wanted) if (!this.#sessions.isLive(each)) this.#sessions.forget(each);
    this.#database.exec('COMMIT');
  }

  /** A session as a file, with the texts of its project; undefined where there is none. See run-file/. */
  saveRun(session: number, files: Readonly<Record<string, string>>): WrittenRun | undefined {
    return writeRun(this.#database, session, files);
  }

  /** What such a file holds, as a session of a log of its own. @throws {Fault} `run-unreadable` */
  openRun(bytes: Uint8Array, log: string): number {
    return storeRun(
      {
        database: this.#database,
        names: this.#names,
        sessions: this.#sessions,
        writer: this.#writer,
        takeTraceNumber: () => this.#traces.takeNumber(),
      },
      unpackRun(bytes),
      log,
    );
  }

  close(nowMs: number): void {
    try {
      this.write(nowMs);
    } finally {
      this.#database.close();
      this.#owner.release();
    }
  }

  #sourceOf(session: number, host: number): HopSource {
    const known = this.#hosts.get(`${session} ${host}`);
    if (known === undefined) throw new Fault('host-unknown', 'Hops came of a host that never began.');
    return { session, log: this.#logOf(session), host: known };
  }

  #logOf(session: number): string {
    return this.#sessions.logOf(session) ?? '';
  }
}
