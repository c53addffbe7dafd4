import type { EventProducer, EventProducerOptions } from './types.ts';

export function createEventProducer(_options: EventProducerOptions): EventProducer {
  throw new Error('The event producer is not written yet.');
}
