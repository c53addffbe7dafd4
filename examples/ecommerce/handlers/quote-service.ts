import { defineConsumer } from 'topicraft';
import { priceCents } from './lib/catalogue.ts';

/** Answers whoever asked: `reply` finds the way back in the event's reply-to and correlation-id headers. */
export default defineConsumer<'quote-service'>(async (event, { reply }) => {
  await reply({ amountCents: priceCents(event.value.items), currency: 'EUR' });
});
