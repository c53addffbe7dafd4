import type {
  BatchConsumerFunction,
  ConsumerFunction,
  HandlerDefinition,
  ProducerFunction,
} from '../../../shared/handler-api/index.ts';

/**
 * The module `topicraft` as the handlers of an export import it; the same three as in the app. Their types come from the
 * generated topicraft.d.ts, which knows the graph.
 */

export function defineConsumer(handle: ConsumerFunction): HandlerDefinition {
  return { kind: 'consumer', handle };
}

export function defineBatchConsumer(handle: BatchConsumerFunction): HandlerDefinition {
  return { kind: 'batch-consumer', handle };
}

export function defineProducer(handle: ProducerFunction): HandlerDefinition {
  return { kind: 'producer', handle };
}
