import type { EmittedEvent } from '../../../shared/handler-api/index.ts';
import { emittedEventId } from '../../../shared/lib/index.ts';
import { createCallContext } from '../handler-worker/call-context.ts';
import { callHandler } from '../handler-worker/call-handler.ts';
import { decodeRecord } from '../handler-worker/decode-record.ts';
import { checkedDefinition } from '../handler-worker/handler-definition.ts';
import { createSchemaCheck } from '../handler-worker/schema-check.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import type { CallInput, EmitMessage, HandlerKind } from '../protocol/host-worker.ts';
import {
  type ConsumerDefinition,
  plannedTopic,
  type ProducerDefinition,
  type ServiceDefinition,
} from './definition.ts';

export interface TrialToPerform {
  readonly service: ServiceDefinition;
  /** Name of a producer or consumer of the service. */
  readonly node: string;
  readonly input: CallInput;
  readonly conditions: {
    readonly seed: number;
    readonly attempt: number;
    /** Readings of the clock; where there are none it stands still at `standingTimeMs`. */
    readonly clockMs: readonly number[] | undefined;
    readonly standingTimeMs?: number;
  };
  readonly environment: Readonly<Record<string, string>>;
  /** Aborts the call; by default nothing does. */
  readonly signal?: AbortSignal;
  /** Hears of each emit at once. */
  readonly onEmit?: (emit: PerformedEmit) => void;
}

export type PerformedEmit = Pick<EmitMessage, 'topic' | 'key' | 'value' | 'headers' | 'cause' | 'emitIndex'>;

export interface PerformedTrial {
  /** In the order in which the handler emitted. */
  readonly emitted: readonly PerformedEmit[];
  /** Messages of what `emit` and `reply` threw. */
  readonly refused: readonly string[];
  /** What the handler threw, or why the event was refused. */
  readonly error: unknown;
  /** The handler was not called: a topic's format or schema refuses the event. */
  readonly inputRefused: boolean;
}

/** All topics of a service, by name. */
export function trialTopics({ topics }: ServiceDefinition): ReadonlyMap<string, PlannedTopic> {
  return new Map(topics.map((topic) => [topic.name, plannedTopic(topic, '')]));
}

/** Calls a handler of a service once, on this thread, with an `emit` that only takes note. Rejects where the node isn't there. */
export async function performTrial(trial: TrialToPerform): Promise<PerformedTrial> {
  const { service, input, conditions, environment } = trial;
  const { node, kind } = nodeOf(service, trial.node);
  const topics = trialTopics(service);
  const schemaCheck = await createSchemaCheck([...topics.values()]);
  const emitted: PerformedEmit[] = [];
  const refused: string[] = [];
  let events: ReturnType<typeof decodeRecord>[] = [];
  try {
    if (input.type === 'records') events = input.records.map((record) => decodeRecord(record, topics, schemaCheck));
  } catch (error) {
    return { emitted, refused, error, inputRefused: true };
  }
  const ids = input.type === 'tick' ? [input.tick.id] : events.map(({ id }) => id);
  const standingTimeMs = conditions.standingTimeMs ?? 0;
  const { context } = createCallContext(
    {
      nodeId: node.id,
      seed: conditions.seed,
      environment,
      projectFolder: process.cwd(),
      topics,
      publishes: new Set(node.publishes),
      schemaCheck,
      log: () => undefined,
      clockMs: conditions.clockMs,
      send: ({ topic, key, value, headers, cause, emitIndex, partition = 0 }): Promise<EmittedEvent> => {
        const emit = { topic, key, value, headers, cause, emitIndex };
        emitted.push(emit);
        trial.onEmit?.(emit);
        const id = emittedEventId(ids[cause] ?? '', node.id, emitIndex);
        return Promise.resolve({ id, topic, partition, offset: String(emitted.length - 1) });
      },
    },
    {
      callId: 0,
      attempt: conditions.attempt,
      events,
      causeId: ids[0] ?? '',
      batch: kind === 'batch-consumer',
      signal: trial.signal ?? new AbortController().signal,
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
  try {
    await callHandler(checkedDefinition(node.handler, kind), input.type === 'tick' ? input.tick : events, {
      ...context,
      emit: noting(context.emit),
      reply: noting(context.reply),
      ...(!conditions.clockMs && { clock: { nowMs: () => standingTimeMs } }),
    });
    return { emitted, refused, error: undefined, inputRefused: false };
  } catch (error) {
    return { emitted, refused, error, inputRefused: false };
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
