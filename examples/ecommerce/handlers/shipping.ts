import { defineConsumer } from 'topicraft';
import { missingFromShelf } from './lib/shelf.ts';

/** Picks what is paid for. Only the shelf knows what is really there, and by then the card is charged. */
export default defineConsumer<'shipping'>(async (event, { emit, log }) => {
  const payment = event.value;
  if (payment.status !== 'charged') return;
  const missing = missingFromShelf(payment.items);
  if (missing) log.warn(`${payment.orderId}: the shelf holds less than ${missing.quantity} of ${missing.sku}`);
  const status = missing ? 'out-of-stock' : 'shipped';
  await emit('shipments', { key: payment.orderId, value: { ...payment, status } });
});
