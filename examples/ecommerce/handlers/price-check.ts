import { defineProducer } from 'topicraft';
import type { Item } from './lib/catalogue.ts';

/** One tick a request to /quotes. The request is answered with what quote-service replies to this event. */
export default defineProducer<'price-check'>(async (tick, { emit }) => {
  await emit('quote-requests', { key: tick.id, value: tick.payload as { items: Item[] } });
});
