import type { PlannedConsumer, PlannedProducer, PlannedTopic } from '../plan/plan.ts';

/**
 * What an exported service is: the graph's part of it, with the handlers themselves in place of their files. Written by
 * main/export, and changed by whoever owns the export.
 */
export interface ServiceDefinition {
  /** Letters, digits and hyphens: names the service in logs, metrics and traces. */
  readonly id: string;
  /** As the graph names it. */
  readonly name: string;
  /** Seed of event ids and of `random`; SEED overrides it. */
  readonly seed: number;
  /** How long a stop waits for events in flight; DRAIN_TIMEOUT_MS overrides it. */
  readonly drainTimeoutMs: number;
  /** All topics of the system, those without a drawing included. */
  readonly topics: readonly TopicDefinition[];
  readonly producers: readonly ProducerDefinition[];
  readonly consumers: readonly ConsumerDefinition[];
}

export type TopicDefinition = Omit<PlannedTopic, 'kafkaName'>;

/** What a handler file exports by default. */
export interface ExportedHandler {
  readonly kind: string;
}

export type ProducerDefinition = Omit<PlannedProducer, 'kind' | 'handler' | 'maxTicks'> & {
  readonly handler: ExportedHandler;
};

export type ConsumerDefinition = Omit<PlannedConsumer, 'kind' | 'handler'> & { readonly handler: ExportedHandler };

/** A topic as it is called on the cluster. */
export function plannedTopic(topic: TopicDefinition, prefix: string): PlannedTopic {
  return { ...topic, kafkaName: prefix + topic.name };
}
