import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../../../shared/lib/index.ts';
import type { StoredRecord } from '../../../cluster/index.ts';
import { checkPredicate } from './parse-predicate.ts';
import { type PredicateFault, predicateFault } from './predicate-fault.ts';
import { packBatch, type PredicateBatch } from './predicate-batch.ts';
import type { PredicateAnswer, PredicateStart } from './predicate-messages.ts';

/** One record may take so long. */
const recordTimeoutMs = 1000;
const lookIntervalMs = 100;
/** A thread starts slowly where the machine is busy. */
const startTimeoutMs = 15_000;
const heapMb = 64;

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
      const batch = packBatch(records.slice(start));
      const count = batch.offsets.length;
      const answer = await this.#ask(batch, records.slice(start, start + count));
      if (answer.type === 'threw') throw this.#end(thrown(records[start + answer.index], answer.message));
      if (answer.type === 'judged') {
        for (const [index, verdict] of answer.passed.entries()) {
          const record = records[start + index];
          if (verdict === 1 && record) passed.push(record);
        }
      }
      start += count;
    }
    return passed;
  }

  /** Ends the thread; what is asked rejects. May be called twice. */
  close(): void {
    this.#end(predicateFault('predicate-failed', 'The predicate was ended.'));
  }

  async #ask(batch: PredicateBatch, records: readonly StoredRecord[]): Promise<PredicateAnswer> {
    if (this.#fault) throw this.#fault;
    this.#progress[0] = 0;
    const answered = this.#answer(recordTimeoutMs, () => describe(records[Atomics.load(this.#progress, 0)]));
    this.#worker.postMessage(batch, [batch.bytes.buffer]);
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

function describe(record: StoredRecord | undefined): string {
  return record === undefined ? 'the last record' : `${record.topic}/${record.partition}/${record.offset}`;
}

function thrown(record: StoredRecord | undefined, message: string): PredicateFault {
  return predicateFault('predicate-failed', `The predicate failed at ${describe(record)}: ${message}`);
}

function faultOfError(error: Error & { code?: string }): PredicateFault {
  const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const message = isMemory ? `The predicate took more than ${heapMb} MB of memory, and was ended.` : error.message;
  return predicateFault('predicate-failed', message, error);
}
