import type { EmittedEvent } from '../../../shared/handler-api/index.ts';
import { emittedEventId } from '../../../shared/lib/index.ts';
import { createCallContext } from '../handler-worker/call-context.ts';
import { callHandler } from '../handler-worker/call-handler.ts';
import { decodeRecord } from '../handler-worker/decode-record.ts';
import { checkedDefinition } from '../handler-worker/handler-definition.ts';
import { createSchemaCheck } from '../handler-worker/schema-check.ts';
import { decodeText, decodeValue, encodeText, encodeValue } from '../handler-worker/values.ts';
import type { HandlerKind } from '../protocol/host-worker.ts';
import {
  type ConsumerDefinition,
  plannedTopic,
  type ProducerDefinition,
  type ServiceDefinition,
} from './definition.ts';

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
export async function tryHandler(trial: HandlerTrial): Promise<TrialOutcome> {
  const { service } = trial;
  const { node, kind } = nodeOf(service, trial.node);
  const topics = new Map(service.topics.map((topic) => [topic.name, plannedTopic(topic, '')]));
  const schemaCheck = await createSchemaCheck([...topics.values()]);
  const emitted: TrialEmission[] = [];
  const refused: string[] = [];
  const events = 'topic' in trial.event ? [decodeRecord(recordOf(trial.event, topics), topics, schemaCheck)] : [];
  const { context } = createCallContext(
    {
      nodeId: node.id,
      seed: service.seed,
      environment: trial.environment ?? {},
      projectFolder: process.cwd(),
      topics,
      publishes: new Set(node.publishes),
      schemaCheck,
      log: () => undefined,
      send: ({ topic, key, value, headers, emitIndex, partition = 0 }): Promise<EmittedEvent> => {
        const format = topics.get(topic)?.format ?? 'bytes';
        emitted.push({
          topic,
          key: key && decodeText(key),
          value: decodeValue(format, value),
          headers: Object.fromEntries(headers.map(([name, bytes]) => [name, decodeText(bytes)])),
        });
        const id = emittedEventId(eventId, node.id, emitIndex);
        return Promise.resolve({ id, topic, partition, offset: String(emitted.length - 1) });
      },
    },
    {
      callId: 0,
      attempt: 1,
      events,
      causeId: eventId,
      batch: kind === 'batch-consumer',
      signal: new AbortController().signal,
    },
  );
  const noting = <Arguments extends unknown[], Result>(call: (...args: Arguments) => Result) => {
    return (...args: Arguments): Result => {
      try {
        return call(...args);
      } catch (error) {
        refused.push(error instanceof Error ? error.message : String(error));
        throw error;
      }
    };
  };
  const definition = checkedDefinition(node.handler, kind);
  const input = 'topic' in trial.event ? events : { id: eventId, index: 0, timeMs, payload: trial.event.payload };
  try {
    await callHandler(definition, input, {
      ...context,
      emit: noting(context.emit),
      reply: noting(context.reply),
      clock: { nowMs: () => timeMs },
    });
    return { emitted, refused, error: undefined };
  } catch (error) {
    return { emitted, refused, error };
  }
}

function nodeOf(
  { id, producers, consumers }: ServiceDefinition,
  name: string,
): { node: ProducerDefinition | ConsumerDefinition; kind: HandlerKind } {
  const producer = producers.find((each) => each.name === name);
  if (producer) return { node: producer, kind: 'producer' };
  const consumer = consumers.find((each) => each.name === name);
  if (!consumer) throw new Error(`The service ${id} has no node named ${name}.`);
  return { node: consumer, kind: consumer.batch ? 'batch-consumer' : 'consumer' };
}

function recordOf(
  { topic, key, value, headers = {} }: TrialEvent,
  topics: ReadonlyMap<string, ReturnType<typeof plannedTopic>>,
): Parameters<typeof decodeRecord>[0] {
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
