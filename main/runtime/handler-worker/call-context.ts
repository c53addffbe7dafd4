import type { Emission, EmittedEvent, HandlerContext, HandlerEvent } from '../../../shared/handler-api/index.ts';
import { givenClock } from '../../../shared/captured-test/index.ts';
import { createEventRandom, Fault } from '../../../shared/lib/index.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import { type EmitMessage, toldClockReadings } from '../protocol/host-worker.ts';
import { createHandlerLog, type LogSink } from './handler-log.ts';
import type { SchemaCheck } from './schema-check.ts';
import { encodeText, encodeValue } from './values.ts';

export type EmitFaultCode =
  'topic-not-wired' | 'cause-unknown' | 'not-a-request' | 'reply-topic-unknown' | 'emission-invalid';

/** What a call needs of its worker. */
export interface CallSurroundings {
  readonly nodeId: string;
  readonly seed: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly projectFolder: string;
  readonly topics: ReadonlyMap<string, PlannedTopic>;
  readonly publishes: ReadonlySet<string>;
  readonly schemaCheck: SchemaCheck;
  readonly log: LogSink;
  /** What the clock reads, in place of the time of day. */
  readonly clockMs?: readonly number[] | undefined;
  /** Hands an emit to the host; resolves when it is acknowledged. */
  send(emit: Omit<EmitMessage, 'type' | 'emitId'>): Promise<EmittedEvent>;
}

export interface CallOptions {
  readonly callId: number;
  readonly attempt: number;
  /** The records of the call; none for a tick. */
  readonly events: readonly HandlerEvent[];
  /** Id of the tick, or of the first event. */
  readonly causeId: string;
  readonly batch: boolean;
  readonly signal: AbortSignal;
}

/**
 * The context of one call. `end` is called when the handler has settled; what is emitted afterwards is marked late. `clockMs` is
 * what the handler has read off its clock so far.
 */
export function createCallContext(
  surroundings: CallSurroundings,
  options: CallOptions,
): { context: HandlerContext; end: () => void; clockMs: readonly number[] } {
  const { callId, attempt, events, causeId, batch, signal } = options;
  const emitted = new Map<number, number>();
  let ended = false;
  const clockMs: number[] = [];
  const timeMs = surroundings.clockMs ? givenClock(surroundings.clockMs) : () => Date.now();

  const countEmit = (cause: number): number => {
    const index = emitted.get(cause) ?? 0;
    emitted.set(cause, index + 1);
    return index;
  };

  const causeOf = (emission: Emission): { cause: number; causeKnown: EmitMessage['causeKnown'] } => {
    if (emission.cause === undefined) {
      return { cause: 0, causeKnown: ended ? 'late' : batch ? 'inferred' : 'known' };
    }
    const cause = events.indexOf(emission.cause);
    if (cause === -1) throw new Fault<EmitFaultCode>('cause-unknown', '`cause` is not an event of this call.');
    return { cause, causeKnown: ended ? 'late' : 'known' };
  };

  const send = (topic: PlannedTopic, emission: Emission, reply: boolean): Promise<EmittedEvent> => {
    surroundings.schemaCheck.check(topic, emission.value);
    const { cause, causeKnown } = causeOf(emission);
    const message = {
      callId,
      topic: topic.name,
      key: encodeKey(emission.key),
      value: encodeValue(topic.format, topic.name, emission.value),
      headers: encodeHeaders(emission.headers),
      partition: checkedPartition(topic, emission.partition),
      cause,
      causeKnown,
      reply,
      emitIndex: countEmit(cause),
    };
    const acknowledged = surroundings.send(message);
    // The host fails the attempt for an emit that nobody awaits; that must not end the worker as well.
    acknowledged.catch(() => undefined);
    return acknowledged;
  };

  const context: HandlerContext = {
    emit: (name, emission) => {
      const topic = surroundings.publishes.has(name) ? surroundings.topics.get(name) : undefined;
      if (!topic) throw notWired(name, surroundings.publishes);
      return send(topic, emission, false);
    },
    reply: (value, headers = {}) => {
      const request = events.length === 1 ? events[0]?.headers : undefined;
      const replyTo = request?.['reply-to'];
      const correlationId = request?.['correlation-id'];
      if (replyTo === undefined || correlationId === undefined) {
        throw new Fault<EmitFaultCode>(
          'not-a-request',
          'Only a single event with the headers reply-to and correlation-id can be answered.',
        );
      }
      const topic = [...surroundings.topics.values()].find(({ kafkaName }) => kafkaName === replyTo);
      if (!topic) {
        throw new Fault<EmitFaultCode>(
          'reply-topic-unknown',
          `reply-to names ${replyTo}, which this graph doesn't have.`,
        );
      }
      return send(topic, { value, headers: { ...headers, 'correlation-id': correlationId } }, true);
    },
    log: createHandlerLog(surroundings.log, causeId, surroundings.projectFolder),
    clock: {
      nowMs: () => {
        const readingMs = timeMs();
        if (clockMs.length < toldClockReadings) clockMs.push(readingMs);
        return readingMs;
      },
    },
    random: createEventRandom(surroundings.seed, surroundings.nodeId, causeId),
    attempt,
    signal,
    env: surroundings.environment,
  };
  return { context: Object.freeze(context), end: () => void (ended = true), clockMs };
}

function notWired(name: string, publishes: ReadonlySet<string>): Fault<EmitFaultCode> {
  const topics = publishes.size === 0 ? 'no topic' : [...publishes].join(', ');
  return new Fault('topic-not-wired', `This node is not wired to ${name}; it publishes to ${topics}.`);
}

function encodeKey(key: unknown): Uint8Array | null {
  if (key === undefined || key === null) return null;
  if (typeof key === 'string') return encodeText(key);
  throw new Fault<EmitFaultCode>('emission-invalid', `A key is a string or null and not ${typeof key}.`);
}

function encodeHeaders(headers: Emission['headers'] = {}): [string, Uint8Array][] {
  return Object.entries(headers).map(([name, value]) => {
    if (typeof value === 'string') return [name, encodeText(value)];
    throw new Fault<EmitFaultCode>('emission-invalid', `The header ${name} is a string and not ${typeof value}.`);
  });
}

function checkedPartition(topic: PlannedTopic, partition: unknown): number | undefined {
  if (partition === undefined) return undefined;
  if (typeof partition === 'number' && Number.isInteger(partition) && partition >= 0) return partition;
  throw new Fault<EmitFaultCode>('emission-invalid', `${JSON.stringify(partition)} is no partition of ${topic.name}.`);
}
