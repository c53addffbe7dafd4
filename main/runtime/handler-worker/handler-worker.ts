import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  EmittedEvent,
  HandlerContext,
  HandlerDefinition,
  HandlerEvent,
} from '../../../shared/handler-api/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { errorReportOf, toErrorReport } from '../error-report.ts';
import { createOutbox } from '../outbox.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import type {
  EmitMessage,
  EmitOutcome,
  MessageFromWorker,
  MessageToWorker,
  RecordForWorker,
  Wiring,
  WorkerStart,
} from '../protocol/host-worker.ts';
import type { ErrorReport } from '../reports.ts';
import { type CallSurroundings, createCallContext } from './call-context.ts';
import { callHandler, type HandlerInput } from './call-handler.ts';
import { decodeRecord } from './decode-record.ts';
import { captureConsole } from './handler-log.ts';
import { loadHandler } from './load-handler.ts';
import { createSchemaCheck, type SchemaCheck } from './schema-check.ts';
import { deepFreeze } from './values.ts';

type CallMessage = Extract<MessageToWorker, { type: 'call' }>;

interface PendingEmit {
  readonly topic: string;
  resolve(event: EmittedEvent): void;
  reject(error: Error): void;
}

/** What runs in a worker thread: one node's handler, called as the host says. */
export class HandlerWorker {
  private readonly start: WorkerStart;
  private readonly outbox;
  private readonly aborts = new Map<number, AbortController>();
  private readonly pendingEmits = new Map<number, PendingEmit>();
  /** Which call the code that runs stems from, also long after the call has ended. */
  private readonly currentCall = new AsyncLocalStorage<number>();
  private nextEmitId = 0;
  private topics: ReadonlyMap<string, PlannedTopic> = new Map();
  private publishes: ReadonlySet<string> = new Set();
  private schemaCheck: SchemaCheck = { check: () => undefined };
  private definition: HandlerDefinition | undefined;

  /** @param post hands messages to the host. */
  constructor(start: WorkerStart, post: (messages: MessageFromWorker[]) => void) {
    this.start = start;
    this.outbox = createOutbox(post);
  }

  /** Loads the handler and says how that went. */
  async load(): Promise<void> {
    captureConsole((line) => this.outbox.put({ type: 'log', ...line }), this.start.projectFolder);
    try {
      await this.rewire(this.start.wiring);
      this.definition = await loadHandler(this.start.codeFile, this.start.kind);
      this.outbox.put({ type: 'loaded' });
    } catch (error) {
      this.outbox.put({ type: 'load-failed', error: this.reportOf(error) });
    }
  }

  receive(message: MessageToWorker): void {
    switch (message.type) {
      case 'call':
        void this.currentCall.run(message.callId, () => this.call(message));
        return;
      case 'abort':
        this.aborts.get(message.callId)?.abort(message.reason);
        return;
      case 'emitted':
        this.settleEmit(message.emitId, message.outcome);
        return;
      case 'wiring':
        void this.rewire(message.wiring);
    }
  }

  /** Tells, at once, that user code is about to end the thread. */
  crashed(error: unknown): void {
    const callId = this.currentCall.getStore();
    this.outbox.put({ type: 'crashed', error: this.reportOf(error), ...(callId !== undefined && { callId }) });
    this.outbox.flush();
  }

  private async rewire({ publishes, topics }: Wiring): Promise<void> {
    this.schemaCheck = await createSchemaCheck(topics);
    this.topics = new Map(topics.map((topic) => [topic.name, topic]));
    this.publishes = new Set(publishes);
  }

  private async call(message: CallMessage): Promise<void> {
    const { callId, attempt, input } = message;
    const decoded = input.type === 'records' ? this.decode(callId, input.records) : [];
    if (!decoded) return;
    const causeId = input.type === 'tick' ? input.tick.id : (decoded[0]?.id ?? '');
    const abort = new AbortController();
    this.aborts.set(callId, abort);
    const { context, end, clockMs } = createCallContext(this.surroundings(), {
      callId,
      attempt,
      events: decoded,
      causeId,
      batch: this.start.kind === 'batch-consumer',
      signal: abort.signal,
    });
    try {
      await this.handle(input.type === 'tick' ? deepFreeze(input.tick) : decoded, context);
      this.outbox.put({ type: 'resolved', callId, ...(clockMs.length > 0 && { clockMs: [...clockMs] }) });
    } catch (error) {
      const readings = clockMs.length > 0 && { clockMs: [...clockMs] };
      this.outbox.put({ type: 'threw', callId, error: this.reportOf(error), ...readings });
    } finally {
      end();
      this.aborts.delete(callId);
    }
  }

  private async handle(input: HandlerInput, context: HandlerContext): Promise<void> {
    if (!this.definition) throw new Fault('not-loaded', 'The handler is not loaded.');
    await callHandler(this.definition, input, context);
  }

  /** Undefined where a record was refused; the host is told which. */
  private decode(callId: number, records: readonly RecordForWorker[]): HandlerEvent[] | undefined {
    const events: HandlerEvent[] = [];
    const refusals: { record: number; error: ErrorReport }[] = [];
    records.forEach((record, index) => {
      try {
        events.push(decodeRecord(record, this.topics, this.schemaCheck));
      } catch (error) {
        refusals.push({ record: index, error: this.reportOf(error) });
      }
    });
    if (refusals.length === 0) return events;
    this.outbox.put({ type: 'refused', callId, refusals });
    return undefined;
  }

  private surroundings(): CallSurroundings {
    return {
      nodeId: this.start.nodeId,
      seed: this.start.seed,
      environment: this.start.environment,
      projectFolder: this.start.projectFolder,
      topics: this.topics,
      publishes: this.publishes,
      schemaCheck: this.schemaCheck,
      log: (line) => this.outbox.put({ type: 'log', ...line }),
      clockMs: this.start.clockMs,
      send: (emit) => {
        const emitId = this.nextEmitId;
        this.nextEmitId += 1;
        return new Promise((resolve, reject) => {
          this.pendingEmits.set(emitId, { topic: emit.topic, resolve, reject });
          this.outbox.put({ type: 'emit', emitId, ...emit, causeKnown: this.certaintyOf(emit) });
        });
      },
    };
  }

  /** Code that stems from another call than the one whose context it uses may have been moved by that other one. */
  private certaintyOf({ callId, causeKnown }: Pick<EmitMessage, 'callId' | 'causeKnown'>): EmitMessage['causeKnown'] {
    return causeKnown === 'known' && this.currentCall.getStore() !== callId ? 'inferred' : causeKnown;
  }

  private settleEmit(emitId: number, outcome: EmitOutcome): void {
    const pending = this.pendingEmits.get(emitId);
    this.pendingEmits.delete(emitId);
    if (!pending) return;
    if (outcome.ok) {
      const { id, partition, offset } = outcome;
      pending.resolve(Object.freeze({ id, topic: pending.topic, partition, offset }));
    } else {
      pending.reject(new Fault(outcome.code, outcome.message));
    }
  }

  private reportOf(error: unknown): ErrorReport {
    try {
      return toErrorReport(error, this.start.projectFolder);
    } catch {
      return errorReportOf('unprintable', 'The handler threw something that can not be read.');
    }
  }
}
