import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { errorReportOf, toErrorReport } from '../error-report.ts';
import { createOutbox, type Outbox } from '../outbox.ts';
import {
  type EmitMessage,
  type MessageFromWorker,
  type MessageToWorker,
  messagesFromWorkerSchema,
  type WorkerStart,
} from '../protocol/host-worker.ts';
import type { ErrorReport } from '../reports.ts';
import { Call, type CallOutcome, type CallRequest, graceOfAbort } from './call.ts';
import type { EventOrigin } from './event-origin.ts';
import type { SentEvent } from './event-sender.ts';

/** Calls that have ended and whose late emits are still known to them. */
const rememberedCalls = 1_000;

export interface LiveWorkerOptions {
  readonly start: WorkerStart;
  readonly heapMb: number;
  readonly clock: Clock;
  /** Called before calls are posted to the worker. */
  readonly beforePost: () => void;
  readonly send: (emit: EmitMessage, cause: EventOrigin, request: CallRequest) => Promise<SentEvent>;
  readonly log: (line: Extract<MessageFromWorker, { type: 'log' }>) => void;
}

/**
 * One worker thread from its start to its end, with the calls in it. Owns the thread and the grace timers of aborted calls.
 * When it ends, whatever the reason, its calls end: the one whose code ended it as such, others beside that one as
 * interrupted; all as lost where nobody knows who it was, all as interrupted where an abort or the replacement ended it.
 */
export class LiveWorker {
  /** Resolves with undefined once the handler is loaded, with the error where it could not be. */
  readonly loaded: Promise<ErrorReport | undefined>;
  /** Resolves when the thread is gone. */
  readonly ended: Promise<ErrorReport>;
  private readonly options: LiveWorkerOptions;
  private readonly worker: Worker;
  private readonly outbox: Outbox<MessageToWorker>;
  private readonly calls = new Map<number, Call>();
  private readonly finished = new Map<number, Call>();
  private nextCallId = 0;
  private endReason: ErrorReport | undefined;
  private crash: { readonly error: ErrorReport; readonly callId?: number | undefined } | undefined;
  private reportLoaded: (error: ErrorReport | undefined) => void = () => undefined;

  constructor(options: LiveWorkerOptions) {
    this.options = options;
    this.worker = new Worker(new URL('./handler-worker.js', import.meta.url), {
      name: options.start.nodeId,
      workerData: options.start,
      env: { ...options.start.environment },
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
    });
    // What is written there past the captured console goes nowhere; unread it would fill memory.
    this.worker.stdout.resume();
    this.worker.stderr.resume();
    this.outbox = createOutbox((messages) => {
      options.beforePost();
      this.worker.postMessage(messages);
    });
    this.loaded = new Promise((resolve) => {
      this.reportLoaded = resolve;
    });
    this.worker.on('message', (messages: unknown) => this.receive(messages));
    this.worker.on('error', (error: unknown) => {
      this.crash ??= { error: toErrorReport(error, options.start.projectFolder) };
    });
    this.ended = new Promise((resolve) => {
      this.worker.once('exit', (code) => resolve(this.finish(code)));
    });
  }

  /** Calls that have not ended. */
  get busyCalls(): readonly Promise<CallOutcome>[] {
    return [...this.calls.values()].map((call) => call.ended);
  }

  call(request: CallRequest): Promise<CallOutcome> {
    const call = new Call(this.nextCallId, request);
    this.nextCallId += 1;
    this.calls.set(call.id, call);
    const onAbort = (): void => this.abort(call);
    request.signal.addEventListener('abort', onAbort, { once: true });
    void call.ended.then(() => {
      request.signal.removeEventListener('abort', onAbort);
      this.calls.delete(call.id);
      this.remember(call);
    });
    this.outbox.put({ type: 'call', callId: call.id, attempt: request.attempt, input: request.input });
    if (request.signal.aborted) this.abort(call);
    return call.ended;
  }

  rewire(wiring: WorkerStart['wiring']): void {
    this.outbox.put({ type: 'wiring', wiring });
  }

  /** Ends the thread at once. Calls in it are interrupted. */
  async terminate(reason: ErrorReport): Promise<void> {
    this.endReason ??= reason;
    await this.worker.terminate();
  }

  private receive(message: unknown): void {
    const parsed = messagesFromWorkerSchema.safeParse(message);
    if (!parsed.success) {
      void this.terminate(errorReportOf('worker-protocol', 'The worker sent what is no message of the runtime.'));
      return;
    }
    for (const part of parsed.data) this.handle(part);
  }

  private handle(message: MessageFromWorker): void {
    switch (message.type) {
      case 'loaded':
        this.reportLoaded(undefined);
        return;
      case 'load-failed':
        this.reportLoaded(message.error);
        return;
      case 'emit':
        this.emit(message);
        return;
      case 'resolved':
        this.clockRead(message);
        this.calls.get(message.callId)?.settle({ type: 'done' });
        return;
      case 'threw':
        this.clockRead(message);
        this.calls.get(message.callId)?.settle({ type: 'failed', error: message.error });
        return;
      case 'refused':
        this.calls.get(message.callId)?.settle({ type: 'refused', refusals: message.refusals });
        return;
      case 'crashed':
        this.crash ??= message;
        return;
      case 'log':
        this.options.log(message);
    }
  }

  private clockRead({ callId, clockMs }: { callId: number; clockMs?: readonly number[] | undefined }): void {
    if (clockMs) this.calls.get(callId)?.request.onClockRead?.(clockMs);
  }

  private emit(message: EmitMessage): void {
    const call = this.calls.get(message.callId) ?? this.finished.get(message.callId);
    const origin = call?.request.origins[message.cause];
    if (!call || !origin || call.fenced) {
      this.answer(message.emitId, { code: 'call-ended', message: 'The call had ended: its emits no longer count.' });
      return;
    }
    const sent = this.options.send(message, origin, call.request);
    call.track(sent);
    sent.then(
      ({ id, partition, offset }) =>
        this.outbox.put({
          type: 'emitted',
          emitId: message.emitId,
          outcome: { ok: true, id, partition, offset },
        }),
      (error: unknown) => this.answer(message.emitId, error),
    );
  }

  private answer(emitId: number, error: unknown): void {
    const { message, code = 'emit-failed' } = toErrorReport(error, this.options.start.projectFolder);
    this.outbox.put({ type: 'emitted', emitId, outcome: { ok: false, code, message } });
  }

  /** Lets the handler know, and ends the worker where it doesn't settle soon: its code may run on for ever. */
  private abort(call: Call): void {
    call.fence();
    const reason = String(call.request.signal.reason);
    this.outbox.put({ type: 'abort', callId: call.id, reason });
    const timer: Timer = this.options.clock.schedule(graceOfAbort(reason), () => {
      if (call.settled) return;
      call.settle({ type: 'failed', error: errorReportOf(reason, `The call was ended: ${reason}.`) });
      void this.terminate(errorReportOf('worker-ended', `Another call of this worker was ${reason} and did not end.`));
    });
    void call.ended.then(() => timer.cancel());
  }

  private finish(code: number): ErrorReport {
    const exited = errorReportOf('worker-exited', `The handler ended its worker (exit code ${code}).`);
    const error = this.endReason ?? this.crash?.error ?? exited;
    this.reportLoaded(error);
    for (const call of this.calls.values()) call.settle({ type: this.lossOf(call), error });
    return error;
  }

  private lossOf({ id }: Call): 'worker-ended' | 'interrupted' | 'worker-lost' {
    if (this.endReason) return 'interrupted';
    const guilty = this.crash?.callId;
    if (guilty === undefined) return 'worker-lost';
    return id === guilty ? 'worker-ended' : 'interrupted';
  }

  private remember(call: Call): void {
    this.finished.set(call.id, call);
    const [oldest] = this.finished.keys();
    if (this.finished.size > rememberedCalls && oldest !== undefined) this.finished.delete(oldest);
  }
}
