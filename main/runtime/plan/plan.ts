import type { Consumer, Retry, TopicFormat, Trigger } from '../../../shared/graph/index.ts';

/**
 * What is to run, as pure data: the graph with names resolved, groups prefixed and defaults filled in. It holds no code;
 * handlers are named by their file and read when the plan is applied.
 */
export interface Plan {
  /** Absolute path of the project: working directory of the handler hosts, and where handlers are compiled. */
  readonly projectFolder: string;
  /** Seed of event ids and of `random`. */
  readonly seed: number;
  /** Of this run among those on the same records, from 0: a part of event ids. */
  readonly runOrdinal: number;
  /** In front of topics and groups on the cluster, with its dot; empty where there is none. */
  readonly prefix: string;
  /** The variables that handlers see as `env`. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long a stop or a removal waits for events in flight. */
  readonly drainTimeoutMs: number;
  readonly topics: readonly PlannedTopic[];
  readonly services: readonly PlannedService[];
}

export interface PlannedTopic {
  /** Node id; of a dead-letter topic that isn't drawn, the consumer's id with `.dlq`. */
  readonly id: string;
  /** The graph's name, which handlers and reports use. */
  readonly name: string;
  /** The name on the cluster: the prefix and the graph's name. */
  readonly kafkaName: string;
  readonly partitions: number;
  /** Topic configuration by Kafka's own names. */
  readonly config: Readonly<Record<string, string>>;
  readonly format: TopicFormat;
  readonly schema?: PlannedSchema;
}

export interface PlannedSchema {
  /** Path in the project. */
  readonly file: string;
  /** The parsed JSON Schema. */
  readonly document: unknown;
}

/** What runs in one handler host. */
export interface PlannedService {
  /** The service's id; of a node without a service, that node's id. */
  readonly id: string;
  readonly name: string;
  readonly producers: readonly PlannedProducer[];
  readonly consumers: readonly PlannedConsumer[];
}

export interface PlannedProducer {
  readonly kind: 'producer';
  readonly id: string;
  readonly name: string;
  /** Path in the project. */
  readonly handler: string;
  readonly trigger: Trigger;
  /** Names of the topics that `emit` takes. */
  readonly publishes: readonly string[];
  /** HTTP producers that wait for an answer: the name of the topic it comes on. */
  readonly replyTopic?: string;
  /** Ticks after which the producer ends; absent: it doesn't. */
  readonly maxTicks?: number;
}

export interface PlannedConsumer {
  readonly kind: 'consumer';
  readonly id: string;
  readonly name: string;
  /** Path in the project. */
  readonly handler: string;
  /** Group id on the cluster, prefix included. */
  readonly group: string;
  /** Names of the topics, sorted. */
  readonly subscribes: readonly string[];
  /** Names of the topics that `emit` takes, sorted. */
  readonly publishes: readonly string[];
  /** Members of the group, each with a worker thread of its own. */
  readonly instances: number;
  readonly fromBeginning: boolean;
  /** Present: the handler gets up to this many records of one partition a call. */
  readonly batch?: { readonly maxRecords: number };
  readonly delivery: PlannedDelivery;
}

export interface PlannedDelivery {
  /** Partitions that one instance works on at once. */
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly retry: Retry;
  readonly whenExhausted: Consumer['whenExhausted'];
  /** At least once where absent. */
  readonly guarantee?: 'exactly-once';
  /** Name of the dead-letter topic; present where `whenExhausted` is dead-letter. */
  readonly deadLetterTopic?: string;
}

export type PlannedNode = PlannedProducer | PlannedConsumer;
