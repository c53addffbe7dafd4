import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../../../shared/lib/index.ts';
import type { StoredRecord } from '../../../cluster/index.ts';
import { checkPredicate } from './parse-predicate.ts';
import { type PredicateFault, predicateFault } from './predicate-fault.ts';
import type { PredicateAnswer, PredicateRecord, PredicateStart } from './predicate-messages.ts';

/** One record may take so long. */
const recordTimeoutMs = 1000;
const lookIntervalMs = 100;
/** A thread starts slowly where the machine is busy. */
const startTimeoutMs = 15_000;
const heapMb = 64;
const mostBatchRecords = 500;
const mostBatchBytes = 4 * 1024 * 1024;
/** Of a longer value the predicate sees this much, as text. */
const mostValueBytes = 4 * 1024 * 1024;

/** In the bundle, which lies flat; from source, as tests run it, Node reads TypeScript itself. */
const threadFile = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './record-predicate.js', import.meta.url);

interface Waiting {
  readonly resolve: (answer: PredicateAnswer) => void;
  readonly reject: (fault: PredicateFault) => void;
}

/**
 * A predicate in a thread of its own with little memory, which is ended when it doesn't get on. Whoever starts it closes it;
 * after its first fault it judges nothing more. Judges one list of records at a time.
 */
export class RunningPredicate {
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #progress = new Int32Array(new SharedArrayBuffer(4));
  #waiting: Waiting | undefined;
  #fault: PredicateFault | undefined;

  private constructor(source: string, clock: Clock) {
    this.#clock = clock;
    const workerData: PredicateStart = { source, progress: this.#progress.buffer };
    this.#worker = new Worker(threadFile, {
      name: 'record-predicate',
      workerData,
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (answer: PredicateAnswer) => this.#settle((waiting) => waiting.resolve(answer)));
    this.#worker.on('error', (error) => this.#end(faultOfError(error)));
    this.#worker.on('exit', () => this.#end(predicateFault('predicate-failed', 'The predicate ended by itself.')));
  }

  /** Resolves once it can judge. Rejects with a PredicateFault. */
  static async start(source: string, clock: Clock): Promise<RunningPredicate> {
    checkPredicate(source);
    const predicate = new RunningPredicate(source, clock);
    await predicate.#answer(startTimeoutMs, () => 'starting');
    return predicate;
  }

  /** Those of `records` that pass, in order. Rejects with a PredicateFault. */
  async matching(records: readonly StoredRecord[]): Promise<StoredRecord[]> {
    const passed: StoredRecord[] = [];
    for (let start = 0; start < records.length;) {
      const batch = batchFrom(records, start);
      const answer = await this.#ask(batch);
      if (answer.type === 'threw') throw this.#end(thrown(batch[answer.index], answer.message));
      if (answer.type === 'judged') {
        for (const [index, verdict] of answer.passed.entries()) {
          const record = records[start + index];
          if (verdict === 1 && record) passed.push(record);
        }
      }
      start += batch.length;
    }
    return passed;
  }

  /** Ends the thread; what is asked rejects. May be called twice. */
  close(): void {
    this.#end(predicateFault('predicate-failed', 'The predicate was ended.'));
  }

  async #ask(batch: readonly PredicateRecord[]): Promise<PredicateAnswer> {
    if (this.#fault) throw this.#fault;
    this.#progress[0] = 0;
    const answered = this.#answer(recordTimeoutMs, () => describe(batch[Atomics.load(this.#progress, 0)]));
    this.#worker.postMessage(batch);
    return await answered;
  }

  /** The next answer; where for `timeoutMs` neither it comes nor a record more is done, the thread is ended. */
  #answer(timeoutMs: number, at: () => string): Promise<PredicateAnswer> {
    return new Promise((resolve, reject) => {
      let done = -1;
      let sinceMs = this.#clock.nowMs();
      let timer: Timer | undefined;
      const look = (): void => {
        const nowMs = this.#clock.nowMs();
        const count = Atomics.load(this.#progress, 0);
        if (count !== done) [done, sinceMs] = [count, nowMs];
        if (nowMs - sinceMs >= timeoutMs) {
          const message = `The predicate did not answer within ${timeoutMs / 1000} s at ${at()}, and was ended.`;
          this.#end(predicateFault('predicate-too-slow', message));
          return;
        }
        timer = this.#clock.schedule(lookIntervalMs, look);
      };
      this.#waiting = {
        resolve: (answer) => {
          timer?.cancel();
          resolve(answer);
        },
        reject: (fault) => {
          timer?.cancel();
          reject(fault);
        },
      };
      look();
    });
  }

  #settle(how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) how(waiting);
  }

  #end(fault: PredicateFault): PredicateFault {
    if (this.#fault) return this.#fault;
    this.#fault = fault;
    void this.#worker.terminate();
    this.#settle((waiting) => waiting.reject(fault));
    return fault;
  }
}

function batchFrom(records: readonly StoredRecord[], start: number): PredicateRecord[] {
  const batch: PredicateRecord[] = [];
  let bytes = 0;
  for (const record of records.slice(start, start + mostBatchRecords)) {
    const { topic, partition, offset, timestampMs, key, value, headers } = record;
    const cut = value?.subarray(0, mostValueBytes);
    bytes += (key?.byteLength ?? 0) + (cut?.byteLength ?? 0);
    if (batch.length > 0 && bytes > mostBatchBytes) break;
    batch.push({
      topic,
      partition,
      offset,
      timestampMs,
      // Copies of just these bytes: a view would take all that was fetched along.
      key: key && key.slice(),
      value: cut?.slice() ?? null,
      isCut: cut !== undefined && cut.byteLength < (value?.byteLength ?? 0),
      headers: headers.map((header) => ({ name: header.name, value: header.value && header.value.slice() })),
    });
  }
  return batch;
}

function describe(record: PredicateRecord | undefined): string {
  return record === undefined ? 'the last record' : `${record.topic}/${record.partition}/${record.offset}`;
}

function thrown(record: PredicateRecord | undefined, message: string): PredicateFault {
  return predicateFault('predicate-failed', `The predicate failed at ${describe(record)}: ${message}`);
}

function faultOfError(error: Error & { code?: string }): PredicateFault {
  const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const message = isMemory ? `The predicate took more than ${heapMb} MB of memory, and was ended.` : error.message;
  return predicateFault('predicate-failed', message, error);
}
