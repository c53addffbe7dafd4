import { type Clock, emittedEventId, Fault } from '../../../shared/lib/index.ts';
import { errorReportOf } from '../error-report.ts';
import type { EmitMessage } from '../protocol/host-worker.ts';
import type { Tried, TryMessage } from '../protocol/trial.ts';
import type { ErrorReport } from '../reports.ts';
import type { CallOutcome } from './call.ts';
import { type EventOrigin, originOfTick } from './event-origin.ts';
import { LiveWorker } from './live-worker.ts';

const heapMb = 256;
/** A trial that makes more has failed. */
const mostEmits = 1000;
/** Further lines are left out. */
const mostLines = 1000;

/** Calls each of these handlers once, in a worker of its own, with an `emit` that only takes note. Never rejects. */
export async function tryHandlers(message: TryMessage, clock: Clock): Promise<Tried[]> {
  const outcomes: Tried[] = [];
  for (const codeFile of message.codeFiles) outcomes.push(await tryHandler(codeFile, message, clock));
  return outcomes;
}

async function tryHandler(codeFile: string, message: TryMessage, clock: Clock): Promise<Tried> {
  const emits: EmitMessage[] = [];
  const logs: Tried['logs'] = [];
  let leftOut = 0;
  const { projectFolder, kind, nodeId, seed, publishes, topics, timeoutMs, clockMs } = message;
  const worker = new LiveWorker({
    clock,
    heapMb,
    start: { codeFile, projectFolder, kind, nodeId, seed, environment: {}, wiring: { publishes, topics }, clockMs },
    beforePost: () => undefined,
    send: (emit, cause) => {
      if (!emit.reply && !publishes.includes(emit.topic)) {
        return Promise.reject(new Fault('topic-not-wired', `This node is not wired to ${emit.topic}.`));
      }
      if (emits.length < mostEmits) emits.push(emit);
      else leftOut += 1;
      const id = emittedEventId(cause.id, nodeId, emit.emitIndex);
      return Promise.resolve({ id, partition: emit.partition ?? 0, offset: String(emits.length - 1) });
    },
    log: ({ level, message, fields }) => {
      if (logs.length < mostLines) logs.push({ level, message, ...(fields !== undefined && { fields }) });
    },
  });
  try {
    const error = await worker.loaded;
    if (error) return { ok: false, durationMs: 0, emitted: [], logs, error };
    const abort = new AbortController();
    const startedMs = performance.now();
    const timer = clock.schedule(timeoutMs, () => abort.abort('timed-out'));
    const outcome = await worker.call({
      input: message.input,
      attempt: message.attempt,
      origins: originsOf(message),
      signal: abort.signal,
      readyTimeoutMs: timeoutMs,
    });
    timer.cancel();
    const durationMs = performance.now() - startedMs;
    const failure = abort.signal.aborted ? tookTooLong(timeoutMs) : (errorOf(outcome) ?? tooManyEvents(leftOut));
    return { ok: !failure, durationMs, emitted: emittedOf(emits), logs, ...(failure && { error: failure }) };
  } finally {
    await worker.terminate(errorReportOf('tried', 'The trial is over.'));
  }
}

/** Nothing is sent, so that what an event is caused by needs no place in a trace. */
function originsOf({ input }: TryMessage): EventOrigin[] {
  const ids = input.type === 'tick' ? [input.tick.id] : input.records.map(({ id }) => id);
  return ids.map(originOfTick);
}

function emittedOf(emits: readonly EmitMessage[]): Tried['emitted'] {
  const inOrder = emits.toSorted((one, other) => one.cause - other.cause || one.emitIndex - other.emitIndex);
  return inOrder.map(({ topic, key, value, headers }) => ({ topic, key, value, headers }));
}

function tookTooLong(timeoutMs: number): ErrorReport {
  return errorReportOf('timed-out', `The handler took longer than ${timeoutMs} ms.`);
}

function tooManyEvents(leftOut: number): ErrorReport | undefined {
  if (leftOut === 0) return undefined;
  const message = `The handler emitted ${mostEmits + leftOut} events; a trial takes ${mostEmits} of them.`;
  return errorReportOf('too-many-events', message);
}

function errorOf(outcome: CallOutcome): ErrorReport | undefined {
  if (outcome.type === 'done') return undefined;
  const error = outcome.type === 'refused' ? outcome.refusals[0]?.error : outcome.error;
  if (!error) return errorReportOf('refused', 'The event was refused.');
  const { message, code, stack } = error;
  return { name: 'Error', message, stack: stack ?? message, ...(code !== undefined && { code }) };
}
