import type { RecordFilter, RecordFrame, RecordPosition, RecordPreview } from '../../../shared/contract/index.ts';
import { type Clock, Fault, type Timer } from '../../../shared/lib/index.ts';
import { createRecordReader, type ReadPosition, type RecordReader, type StoredRecord } from '../../cluster/index.ts';
import type { ClusterAccess } from '../project-session/cluster-access.ts';
import type { StreamControl, StreamSource } from '../services/stream.ts';
import { mergeByTime } from './merge-by-time.ts';
import type { PredicateFaultCode } from './predicate/predicate-fault.ts';
import { RunningPredicate } from './predicate/running-predicate.ts';
import { compileFilter } from './record-filter.ts';
import { previewOf } from './record-preview.ts';

/** Of one frame. What is there is read no faster than frames take it; of what comes live the newest are kept. */
const mostFrameRecords = 1000;
/** So that the first frame, too, holds records of all partitions in the order of their times. */
const firstFrameWaitMs = 100;
/** A stream of a cluster that has gone for good need not find that out by waiting for it. */
const lookIntervalMs = 1000;

export interface BrowseRequest {
  /** Whether this is still the cluster of the project; asked once a second. */
  readonly isCurrent: () => boolean;
  /** By the graph's names, or the cluster's. */
  readonly topics: readonly string[];
  /** A topic that isn't there is left out, and taken up once it is. */
  readonly mayLackTopics: boolean;
  readonly partition: number | undefined;
  readonly from: RecordPosition;
  readonly follow: boolean;
  readonly limit: number | undefined;
  readonly filter: RecordFilter;
}

type Problem = NonNullable<RecordFrame['problem']>;

/**
 * The source of a stream of previews: reads, filters, and gathers until a frame is taken. It owns the connections and the
 * predicate's thread until it is closed. What goes wrong is told in the last frame.
 */
export class RecordBrowser implements StreamSource<RecordFrame> {
  readonly #access: ClusterAccess;
  readonly #request: BrowseRequest;
  readonly #control: StreamControl;
  readonly #clock: Clock;
  readonly #reader: RecordReader;
  readonly #matches: (record: StoredRecord) => boolean;
  readonly #ending = new AbortController();
  #predicate: RunningPredicate | undefined;
  #gathered: RecordPreview[] = [];
  #dropped = 0;
  #scanned = 0;
  #passed = 0;
  #caughtUp = false;
  #problem: Problem | undefined;
  #told = { scanned: 0, caughtUp: false };
  #mayTell = false;
  #firstFrameTimer: Timer | undefined;
  #lookTimer: Timer | undefined;
  #wakeReader: (() => void) | undefined;

  constructor(access: ClusterAccess, request: BrowseRequest, clock: Clock, control: StreamControl) {
    this.#access = access;
    this.#request = request;
    this.#clock = clock;
    this.#control = control;
    this.#reader = createRecordReader({ connection: access.connection, clock });
    this.#matches = compileFilter(request.filter);
    this.#lookLater();
    void this.#run();
  }

  take(): RecordFrame | undefined {
    if (!this.#mayTell) return undefined;
    const isNews =
      this.#gathered.length > 0 ||
      this.#dropped > 0 ||
      this.#problem !== undefined ||
      this.#scanned !== this.#told.scanned ||
      this.#caughtUp !== this.#told.caughtUp;
    if (!isNews) return undefined;
    const frame: RecordFrame = {
      records: mergeByTime(this.#gathered),
      dropped: this.#dropped,
      scanned: this.#scanned,
      caughtUp: this.#caughtUp,
      ...(this.#problem && { problem: this.#problem }),
    };
    this.#gathered = [];
    this.#dropped = 0;
    this.#problem = undefined;
    this.#told = { scanned: this.#scanned, caughtUp: this.#caughtUp };
    this.#wakeReader?.();
    return frame;
  }

  close(): void {
    this.#ending.abort();
    this.#firstFrameTimer?.cancel();
    this.#lookTimer?.cancel();
    this.#predicate?.close();
    this.#reader.close();
    this.#wakeReader?.();
  }

  #lookLater(): void {
    this.#lookTimer = this.#clock.schedule(lookIntervalMs, () => {
      if (this.#request.isCurrent()) {
        this.#lookLater();
        return;
      }
      this.#endWith({ code: 'cluster', message: 'The cluster that was looked at is not there any more.' });
      this.#ending.abort();
    });
  }

  #endWith(problem: Problem): void {
    this.#problem = problem;
    this.#tellNow();
    this.#control.end();
  }

  async #run(): Promise<void> {
    try {
      await this.#read();
    } catch (error) {
      if (this.#ending.signal.aborted) return;
      const problem = problemOf(error);
      if (!problem) {
        this.#control.end(error);
        return;
      }
      this.#endWith(problem);
      return;
    }
    this.#tellNow();
    this.#control.end();
  }

  async #read(): Promise<void> {
    const { topics, mayLackTopics, partition, from, follow, filter } = this.#request;
    const { signal } = this.#ending;
    if (filter.predicate !== undefined && filter.predicate.trim() !== '') {
      this.#predicate = await RunningPredicate.start(filter.predicate, this.#clock);
      // Closed meanwhile: nobody else ends it.
      if (signal.aborted) this.#predicate.close();
    }
    const events = this.#reader.read({
      topics: topics.map((name) => this.#access.kafkaName(name)),
      partition,
      from: positionOf(from),
      follow,
      missingTopics: mayLackTopics ? 'wait' : 'fail',
      signal,
    });
    for await (const event of events) {
      if (event.type === 'caught-up') {
        this.#caughtUp = true;
        this.#tellNow();
      } else if (event.records.length > 0) {
        await this.#takeRecords(event.records);
        if (this.#isFull()) return;
      }
    }
  }

  /** Without `follow`: as many have passed as were wanted. */
  #isFull(): boolean {
    const { follow, limit } = this.#request;
    return !follow && limit !== undefined && this.#passed >= limit;
  }

  async #takeRecords(records: readonly StoredRecord[]): Promise<void> {
    let passed: readonly StoredRecord[] = records.filter(this.#matches).map((record) => this.#underItsName(record));
    if (this.#predicate) passed = await this.#predicate.matching(passed);
    this.#scanned += records.length;
    const { follow, limit } = this.#request;
    if (!follow && limit !== undefined) passed = passed.slice(0, limit - this.#passed);
    this.#passed += passed.length;
    if (follow && this.#caughtUp) this.#keepNewest(passed);
    else await this.#keepAll(passed);
    this.#tellSoon();
  }

  /** What comes live: more than a frame holds is left out, the oldest first. */
  #keepNewest(passed: readonly StoredRecord[]): void {
    // Left out before its preview is made, which is most of the work.
    const kept = passed.slice(-mostFrameRecords);
    this.#gathered.push(...kept.map(previewOf));
    const excess = Math.max(0, this.#gathered.length - mostFrameRecords);
    this.#gathered.splice(0, excess);
    this.#dropped += passed.length - kept.length + excess;
  }

  /** What was there before: nothing is left out, and reading waits until frames have taken what was read. */
  async #keepAll(passed: readonly StoredRecord[]): Promise<void> {
    for (const record of passed) {
      while (this.#gathered.length >= mostFrameRecords && !this.#ending.signal.aborted) {
        this.#tellNow();
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
      }
      this.#gathered.push(previewOf(record));
    }
  }

  /** The name that people know the topic by. */
  #underItsName(record: StoredRecord): StoredRecord {
    const name = this.#access.graphName(record.topic);
    return name === undefined || name === record.topic ? record : { ...record, topic: name };
  }

  #tellNow(): void {
    this.#mayTell = true;
    this.#firstFrameTimer?.cancel();
    this.#control.changed();
  }

  #tellSoon(): void {
    if (this.#mayTell) this.#control.changed();
    else this.#firstFrameTimer ??= this.#clock.schedule(firstFrameWaitMs, () => this.#tellNow());
  }
}

function positionOf(from: RecordPosition): ReadPosition {
  return from.type === 'offset' ? { type: 'offset', offset: BigInt(from.offset) } : from;
}

const problemCodes: ReadonlySet<string> = new Set<PredicateFaultCode>([
  'predicate-invalid',
  'predicate-failed',
  'predicate-too-slow',
]);

/** What the person can do something about; undefined for a fault of ours. */
function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof Fault)) return undefined;
  const code: string = error.code;
  return { code: problemCodes.has(code) ? (code as PredicateFaultCode) : 'cluster', message: error.message };
}
