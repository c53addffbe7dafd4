import { AsyncLocalStorage } from 'node:async_hooks';
import type { EmittedEvent, HandlerDefinition, HandlerEvent } from '../../../shared/handler-api/index.ts';
import { type Clock, emittedEventId, Fault } from '../../../shared/lib/index.ts';
import { errorReportOf, toErrorReport } from '../error-report.ts';
import { Call, type CallOutcome, type CallRequest, graceOfAbort } from '../handler-host/call.ts';
import type { EventSender, SentEvent } from '../handler-host/event-sender.ts';
import { handlerKindOf, type Seat } from '../handler-host/seat.ts';
import { createCallContext } from '../handler-worker/call-context.ts';
import { callHandler } from '../handler-worker/call-handler.ts';
import { decodeRecord } from '../handler-worker/decode-record.ts';
import { checkedDefinition } from '../handler-worker/handler-definition.ts';
import type { LogSink } from '../handler-worker/handler-log.ts';
import type { SchemaCheck } from '../handler-worker/schema-check.ts';
import { deepFreeze } from '../handler-worker/values.ts';
import type { PlannedNode, PlannedTopic } from '../plan/plan.ts';
import type { EmitMessage } from '../protocol/host-worker.ts';
import type { ErrorReport } from '../reports.ts';
import type { Tracing } from './telemetry/tracing.ts';

/** What the seats of a service share. */
export interface SeatSurroundings {
  readonly clock: Clock;
  readonly seed: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly projectFolder: string;
  readonly topics: readonly PlannedTopic[];
  readonly schemaCheck: SchemaCheck;
  readonly log: (node: string) => LogSink;
  readonly tracing: Tracing;
}

/** Which call the code that runs stems from, also after the call has ended. */
const currentCall = new AsyncLocalStorage<Call>();

/**
 * Fails the call that left a rejection alone, as the end of its worker would in the app.
 *
 * @returns false where no call of a handler is known to have done it
 */
export function failCallOfRejection(reason: unknown): boolean {
  const call = currentCall.getStore();
  if (!call) return false;
  // Its code runs on: what it emits from here is no part of any attempt.
  if (!call.settled) call.fence();
  call.settle({ type: 'failed', error: toErrorReport(reason, process.cwd()) });
  return true;
}

/**
 * A handler that runs on the thread of the service itself. It can't be killed: a call that was aborted gets a short grace to
 * settle, and is then given up, its further emits refused, while its code may run on. One that never yields stops everything,
 * and liveness fails.
 */
export class InProcessSeat implements Seat {
  readonly #node: PlannedNode;
  readonly #definition: HandlerDefinition;
  readonly #sender: EventSender;
  readonly #surroundings: SeatSurroundings;
  readonly #topics: ReadonlyMap<string, PlannedTopic>;
  readonly #calls = new Set<Call>();
  #nextCallId = 0;

  /** Throws a Fault where the handler is of another kind than its node. */
  constructor(node: PlannedNode, handler: unknown, sender: EventSender, surroundings: SeatSurroundings) {
    this.#node = node;
    this.#definition = checkedDefinition(handler, handlerKindOf(node));
    this.#sender = sender;
    this.#surroundings = surroundings;
    this.#topics = new Map(surroundings.topics.map((topic) => [topic.name, topic]));
  }

  async call(request: CallRequest): Promise<CallOutcome> {
    const call = new Call(this.#nextCallId, request);
    this.#nextCallId += 1;
    this.#calls.add(call);
    const onAbort = (): void => this.#abort(call);
    request.signal.addEventListener('abort', onAbort, { once: true });
    if (request.signal.aborted) onAbort();
    const { tracing } = this.#surroundings;
    const outcome = await tracing.ofCall(this.#node, request, () =>
      currentCall.run(call, () => {
        void this.#run(call);
        return call.ended;
      }),
    );
    request.signal.removeEventListener('abort', onAbort);
    this.#calls.delete(call);
    return outcome;
  }

  whenFirstTried(): Promise<void> {
    return Promise.resolve();
  }

  rewire(): void {
    // The wiring of a service is what it was built with.
  }

  swap(): Promise<ErrorReport | undefined> {
    return Promise.resolve(errorReportOf('not-swappable', 'The code of a service is what it was built with.'));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#calls].map((call) => call.ended));
  }

  async #run(call: Call): Promise<void> {
    const { input, attempt, signal } = call.request;
    const events = input.type === 'records' ? this.#decode(call) : [];
    if (!events) return;
    const { seed, environment, projectFolder, schemaCheck, log } = this.#surroundings;
    const { context, end } = createCallContext(
      {
        nodeId: this.#node.id,
        seed,
        environment,
        projectFolder,
        topics: this.#topics,
        publishes: new Set(this.#node.publishes),
        schemaCheck,
        log: log(this.#node.name),
        send: (emit) => this.#send(call, emit),
      },
      {
        callId: call.id,
        attempt,
        events,
        causeId: input.type === 'tick' ? input.tick.id : (events[0]?.id ?? ''),
        batch: this.#definition.kind === 'batch-consumer',
        signal,
      },
    );
    try {
      await callHandler(this.#definition, input.type === 'tick' ? deepFreeze(input.tick) : events, context);
      call.settle({ type: 'done' });
    } catch (error) {
      call.settle({ type: 'failed', error: toErrorReport(error, projectFolder) });
    } finally {
      end();
    }
  }

  /** Undefined where a record was refused, which ends the call. */
  #decode(call: Call): HandlerEvent[] | undefined {
    const { input } = call.request;
    const events: HandlerEvent[] = [];
    const refusals: { record: number; error: ErrorReport }[] = [];
    const { schemaCheck, projectFolder } = this.#surroundings;
    (input.type === 'records' ? input.records : []).forEach((record, index) => {
      try {
        events.push(decodeRecord(record, this.#topics, schemaCheck));
      } catch (error) {
        refusals.push({ record: index, error: toErrorReport(error, projectFolder) });
      }
    });
    if (refusals.length === 0) return events;
    call.settle({ type: 'refused', refusals });
    return undefined;
  }

  async #send(call: Call, emit: Omit<EmitMessage, 'type' | 'emitId'>): Promise<EmittedEvent> {
    const cause = call.request.origins[emit.cause];
    if (!cause || call.fenced) {
      throw new Fault('call-ended', 'The call had ended: its emits no longer count.');
    }
    const { emitHeaders, transaction } = call.request;
    const eventId = emittedEventId(cause.id, this.#node.id, emit.emitIndex);
    const sent: Promise<SentEvent> = this.#surroundings.tracing.ofSend(this.#node, emit.topic, cause, eventId, () =>
      this.#sender.send({ ...emit, type: 'emit', emitId: 0 }, cause, emitHeaders, 0, transaction),
    );
    call.track(sent);
    const { id, partition, offset } = await sent;
    return Object.freeze({ id, topic: emit.topic, partition, offset });
  }

  #abort(call: Call): void {
    call.fence();
    const reason = String(call.request.signal.reason);
    const timer = this.#surroundings.clock.schedule(graceOfAbort(reason), () =>
      call.settle({ type: 'failed', error: errorReportOf(reason, `The call was given up: ${reason}.`) }),
    );
    void call.ended.then(() => timer.cancel());
  }
}
