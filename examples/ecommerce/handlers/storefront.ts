import { defineProducer } from 'topicraft';
import { skus } from './lib/catalogue.ts';

/** Customers press Buy. Most orders are plain; a few are made to go wrong, each in its own way. */
export default defineProducer<'storefront'>(async (tick, { emit, random }) => {
  const pick = (choices: readonly string[]): string => choices[Math.floor(random() * choices.length)] ?? '';
  const order = {
    orderId: `o-${10_000 + tick.index}`,
    customerId: `c-${1000 + Math.floor(random() * 200)}`,
    card: pick(['card-visa', 'card-mastercard', 'card-girocard']),
    items: [{ sku: pick(skus), quantity: 1 + Math.floor(random() * 3) }],
  };

  const luck = random();
  if (luck < 0.03)
    order.items.push({ sku: 'sku-0000', quantity: 1 }); // left in an old cart, sold no more
  else if (luck < 0.11) order.card = 'card-expired';
  else if (luck < 0.19) order.items.push({ sku: pick(skus), quantity: 25 }); // more than the shelf holds

  await emit('orders', { key: order.orderId, value: order });
});
