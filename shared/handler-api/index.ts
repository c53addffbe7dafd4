/**
 * The types of the module `topicraft`, which handlers import. The graph's own types come from the generated
 * topicraft.d.ts, which repeats these with the project's names in place (shared/graph, `generateTypes`).
 */

/** JSON, text or bytes, by the topic's format; null is a tombstone. */
export type EventValue = unknown;
export type HeaderValues = Record<string, string>;

/** A record, as a handler sees it. Deeply frozen. */
export interface HandlerEvent<Value = EventValue, TopicName extends string = string> {
  /** Derived from seed, node and tick, or from the cause's id and the emit's index; a foreign record's: topic-partition-offset. */
  readonly id: string;
  readonly topic: TopicName;
  readonly partition: number;
  /** Decimal. */
  readonly offset: string;
  /** The record's timestamp in milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: Value;
  readonly headers: Readonly<HeaderValues>;
}

/** What made a producer tick. */
export interface Tick {
  readonly id: string;
  /** Counts from 0 in this session. */
  readonly index: number;
  /** When it was due, in milliseconds since the Unix epoch. */
  readonly timeMs: number;
  /** The row of a replay, the body of an HTTP request, the payload of a manual send; undefined otherwise. */
  readonly payload: unknown;
}

export interface Emission<Value = EventValue> {
  key?: string | null;
  /** null is a tombstone. */
  value: Value | null;
  headers?: HeaderValues;
  /** Without it the key decides, as Kafka's default partitioner does. */
  partition?: number;
  /** Batch handlers: the event that caused this one. Elsewhere it is known. */
  cause?: HandlerEvent;
}

export interface EmittedEvent {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

export interface HandlerLog {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Everything a handler may need that must be replayable. */
export interface HandlerContext {
  /** Sends a record to a topic that this node is wired to. Resolves when the broker has acknowledged it. */
  emit: (topic: string, emission: Emission) => Promise<EmittedEvent>;
  /** Answers an event that carries `reply-to` and `correlation-id`; throws where it doesn't. */
  reply: (value: EventValue, headers?: HeaderValues) => Promise<EmittedEvent>;
  readonly log: HandlerLog;
  readonly clock: { nowMs(): number };
  /** Uniform in [0, 1), from seed, node and event id. */
  random: () => number;
  /** 1 on the first try. */
  readonly attempt: number;
  /** Aborted on timeout and stop. */
  readonly signal: AbortSignal;
  /** The variables that the run was given for handlers; nothing of the machine's environment. */
  readonly env: Readonly<Record<string, string>>;
}

export type ConsumerFunction = (event: HandlerEvent, context: HandlerContext) => Promise<void> | void;
export type BatchConsumerFunction = (events: readonly HandlerEvent[], context: HandlerContext) => Promise<void> | void;
export type ProducerFunction = (tick: Tick, context: HandlerContext) => Promise<void> | void;

/** What a handler file's default export is. */
export type HandlerDefinition =
  | { readonly kind: 'consumer'; readonly handle: ConsumerFunction }
  | { readonly kind: 'batch-consumer'; readonly handle: BatchConsumerFunction }
  | { readonly kind: 'producer'; readonly handle: ProducerFunction };
