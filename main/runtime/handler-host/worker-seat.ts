import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { errorReportOf } from '../error-report.ts';
import type { ErrorReport } from '../reports.ts';
import { RestartDelay } from '../restart-delay.ts';
import type { CallOutcome, CallRequest } from './call.ts';
import type { LiveWorker } from './live-worker.ts';

export interface WorkerSeatOptions {
  readonly clock: Clock;
  readonly restartDelayMs: number;
  readonly maxRestartDelayMs: number;
  /** Starts a worker with the code and wiring of now. */
  readonly startWorker: () => LiveWorker;
  readonly onStarted: () => void;
  readonly onLost: (error: ErrorReport, restartDelayMs: number) => void;
}

/**
 * The place of a worker: there is one in it, or another comes. It outlives its workers, so that whoever calls (a member of
 * a group, a producer) never notices a replacement but by a call that was lost.
 *
 *     loading ──loaded──▶ ready ──ends or fails to load──▶ waiting ──delay──▶ loading        any ──close──▶ closed
 *
 * Owns its workers and the timer of the next start.
 */
export class WorkerSeat {
  private readonly options: WorkerSeatOptions;
  private readonly delay: RestartDelay;
  private readonly waiters = new Set<() => void>();
  private readonly retiring = new Set<LiveWorker>();
  private ready: LiveWorker | undefined;
  private loading: LiveWorker | undefined;
  private timer: Timer | undefined;
  private closed = false;

  constructor(options: WorkerSeatOptions) {
    this.options = options;
    this.delay = new RestartDelay(options.restartDelayMs, options.maxRestartDelayMs);
    this.start();
  }

  /** Runs a call. One whose worker isn't there in time is interrupted, since that is not its fault. */
  async call(request: CallRequest): Promise<CallOutcome> {
    const worker = await this.whenReady(request);
    if (!worker) {
      return {
        type: 'interrupted',
        error: errorReportOf('worker-not-ready', 'The handler has no worker at the moment.'),
      };
    }
    const outcome = await worker.call(request);
    if (outcome.type === 'done') this.delay.reset();
    return outcome;
  }

  /**
   * Replaces the worker by a new one. Calls go to the new one as soon as it is loaded; the old one ends with its last
   * call. Resolves with the error where the new one doesn't load: then the old one stays.
   */
  async swap(): Promise<ErrorReport | undefined> {
    const next = this.options.startWorker();
    const error = await next.loaded;
    if (error || this.closed) {
      await next.terminate(error ?? errorReportOf('closed', 'The worker is no longer needed.'));
      return this.ready ? error : undefined;
    }
    this.timer?.cancel();
    this.timer = undefined;
    const previous = [this.ready, this.loading].filter((worker) => worker !== undefined);
    this.loading = undefined;
    this.seat(next);
    for (const worker of previous) void this.retire(worker);
    return undefined;
  }

  /** Runs something on each worker that lives, such as telling it of new topics. */
  forEachWorker(run: (worker: LiveWorker) => void): void {
    for (const worker of [this.ready, this.loading, ...this.retiring]) if (worker) run(worker);
  }

  /** Ends all workers. Calls in them are interrupted. */
  async close(): Promise<void> {
    this.closed = true;
    this.timer?.cancel();
    const reason = errorReportOf('closed', 'The worker is no longer needed.');
    const workers = [this.ready, this.loading, ...this.retiring].filter((worker) => worker !== undefined);
    this.ready = undefined;
    this.loading = undefined;
    this.wakeAll();
    await Promise.all(workers.map((worker) => worker.terminate(reason)));
  }

  /** Resolves when the first worker is there or has failed to load; for a start that wants to tell. */
  async whenFirstTried(): Promise<void> {
    await this.loading?.loaded;
  }

  private start(): void {
    const worker = this.options.startWorker();
    this.loading = worker;
    void worker.loaded.then((error) => {
      if (this.loading !== worker) return;
      this.loading = undefined;
      if (error) void this.lost(worker, error);
      else this.seat(worker);
    });
  }

  private seat(worker: LiveWorker): void {
    this.ready = worker;
    this.options.onStarted();
    this.wakeAll();
    void worker.ended.then((error) => {
      if (this.ready !== worker) return;
      this.ready = undefined;
      void this.lost(worker, error);
    });
  }

  private async lost(worker: LiveWorker, error: ErrorReport): Promise<void> {
    if (this.closed) return;
    const delayMs = this.delay.next();
    this.options.onLost(error, delayMs);
    this.timer = this.options.clock.schedule(delayMs, () => {
      this.timer = undefined;
      this.start();
    });
    await worker.terminate(error);
  }

  private async retire(worker: LiveWorker): Promise<void> {
    this.retiring.add(worker);
    while (worker.busyCalls.length > 0) await Promise.all(worker.busyCalls);
    await worker.terminate(errorReportOf('replaced', 'The worker was replaced.'));
    this.retiring.delete(worker);
  }

  /** Undefined where the call was aborted, the time passed or the seat closed before there was one. */
  private async whenReady({ signal, readyTimeoutMs }: CallRequest): Promise<LiveWorker | undefined> {
    if (this.ready || this.closed || signal.aborted) return this.ready;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.waiters.delete(wake);
        timer.cancel();
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = this.options.clock.schedule(readyTimeoutMs, wake);
      signal.addEventListener('abort', wake, { once: true });
      this.waiters.add(wake);
    });
    return signal.aborted ? undefined : this.ready;
  }

  private wakeAll(): void {
    for (const wake of this.waiters) wake();
  }
}
