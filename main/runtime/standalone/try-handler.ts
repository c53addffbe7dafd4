import { decodeText, decodeValue, encodeText, encodeValue } from '../handler-worker/values.ts';
import type { CallInput, RecordForWorker } from '../protocol/host-worker.ts';
import { type PerformedTrial, performTrial, trialTopics } from './perform-trial.ts';
import type { ServiceDefinition } from './definition.ts';

/** A node's handler on one event, with nothing of Kafka: for tests. */
export interface HandlerTrial {
  readonly service: ServiceDefinition;
  /** Name of a producer or consumer of the service. */
  readonly node: string;
  /** A consumer's event (a batch consumer gets it alone), or a producer's tick. */
  readonly event: TrialEvent | TrialTick;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface TrialEvent {
  readonly topic: string;
  readonly key: string | null;
  /** As the topic's format has it: parsed JSON, text or bytes. */
  readonly value: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TrialTick {
  readonly payload: unknown;
}

export interface TrialEmission {
  readonly topic: string;
  readonly key: string | null;
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TrialOutcome {
  readonly emitted: readonly TrialEmission[];
  /** What of `emit` was refused: a topic that the node isn't wired to, a value that its topic's schema or format refuses. */
  readonly refused: readonly string[];
  /** What the handler threw. An event that it can't handle may well end so. */
  readonly error: unknown;
}

/** Ids of trials are always the same. */
const eventId = '00000000000000000000000000000001';
const timeMs = Date.UTC(2024, 0, 1);

/** Calls the handler once. Rejects where the node isn't there, or the event itself is refused by its topic. */
export async function tryHandler({ service, node, event, environment }: HandlerTrial): Promise<TrialOutcome> {
  const topics = trialTopics(service);
  const input: CallInput =
    'topic' in event
      ? { type: 'records', records: [recordOf(event, topics)] }
      : { type: 'tick', tick: { id: eventId, index: 0, timeMs, payload: event.payload } };
  const performed: PerformedTrial = await performTrial({
    service,
    node,
    input,
    conditions: { seed: service.seed, attempt: 1, clockMs: undefined, standingTimeMs: timeMs },
    environment: environment ?? {},
  });
  if (performed.inputRefused) throw performed.error;
  return {
    emitted: performed.emitted.map(({ topic, key, value, headers }) => ({
      topic,
      key: key && decodeText(key),
      value: decodeValue(topics.get(topic)?.format ?? 'bytes', value),
      headers: Object.fromEntries(headers.map(([name, bytes]) => [name, decodeText(bytes)])),
    })),
    refused: performed.refused,
    error: performed.error,
  };
}

function recordOf(
  { topic, key, value, headers = {} }: TrialEvent,
  topics: ReturnType<typeof trialTopics>,
): RecordForWorker {
  return {
    id: eventId,
    topic,
    partition: 0,
    offset: '0',
    timestampMs: timeMs,
    key: key === null ? null : encodeText(key),
    value: encodeValue(topics.get(topic)?.format ?? 'bytes', topic, value),
    headers: Object.entries(headers).map(([name, text]) => [name, encodeText(text)]),
  };
}
