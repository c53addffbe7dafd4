import type { Consumer, Retry, TopicFormat, Trigger } from '../../../shared/graph/index.ts';

/** What is exported: the graph in terms of what is deployed. */
export interface System {
  /** As the graph is named. */
  readonly name: string;
  readonly slug: string;
  readonly description?: string;
  readonly seed: number;
  readonly drainTimeoutMs: number;
  /** Dead-letter topics that the graph doesn't draw included. */
  readonly topics: readonly SystemTopic[];
  readonly services: readonly SystemService[];
}

export interface SystemTopic {
  readonly id: string;
  readonly name: string;
  readonly partitions: number;
  readonly format: TopicFormat;
  readonly config: Readonly<Record<string, string>>;
  /** Path of its JSON Schema, where it has one that can be read. */
  readonly schema?: string;
  readonly isDrawn: boolean;
}

/** What is deployed as one. */
export interface SystemService {
  /** Names its folder, its image and its Deployment. */
  readonly slug: string;
  readonly name: string;
  readonly description?: string;
  readonly producers: readonly SystemProducer[];
  readonly consumers: readonly SystemConsumer[];
  /** Whether more than one process of it may run: none of its producers ticks by itself. */
  readonly canScale: boolean;
  /** Processes to begin with. */
  readonly replicas: number;
}

export interface SystemProducer {
  readonly id: string;
  readonly name: string;
  /** Path in the project, and in the export. */
  readonly handler: string;
  readonly trigger: Exclude<Trigger, { type: 'manual' }>;
  readonly publishes: readonly string[];
  readonly replyTopic?: string;
  /** It ticks by itself, and goes on where it was after a restart. */
  readonly keepsPosition: boolean;
}

export interface SystemConsumer {
  readonly id: string;
  readonly name: string;
  readonly handler: string;
  readonly group: string;
  readonly subscribes: readonly string[];
  readonly publishes: readonly string[];
  /** Members of the group in one process. */
  readonly instances: number;
  readonly fromBeginning: boolean;
  readonly batch?: { readonly maxRecords: number };
  readonly delivery: {
    readonly concurrency: number;
    readonly timeoutMs: number;
    readonly retry: Retry;
    readonly whenExhausted: Consumer['whenExhausted'];
    /** At least once where absent. */
    readonly guarantee?: 'exactly-once';
    readonly deadLetterTopic?: string;
  };
}

/** Topics that hold how far producers have come; one a producer that ticks by itself. */
export function positionTopics(system: System): string[] {
  return system.services.flatMap(({ producers }) =>
    producers.filter(({ keepsPosition }) => keepsPosition).map(({ name }) => `${name}.ticks`),
  );
}

/** Whether the service answers requests of its own, besides health. */
export function listens({ producers }: SystemService): boolean {
  return producers.some(({ trigger }) => trigger.type === 'http');
}

/** Ports that a service's producers listen on, where HTTP_PORT isn't set. */
export function httpPorts({ producers }: SystemService): number[] {
  const ports = producers.flatMap(({ trigger }) =>
    trigger.type === 'http' ? [trigger.port === 0 ? defaultHttpPort : trigger.port] : [],
  );
  return [...new Set(ports)].sort((one, other) => one - other);
}

export const defaultHttpPort = 8080;
export const healthPort = 8081;

/** How long a service may take to stop, in seconds: producers drain, then consumers, then clients close. */
export function stopSeconds({ drainTimeoutMs }: System): number {
  return Math.ceil((2 * drainTimeoutMs) / 1000) + 10;
}
