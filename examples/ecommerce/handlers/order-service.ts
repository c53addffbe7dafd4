import { defineConsumer } from 'topicraft';
import { priceCents } from './lib/catalogue.ts';

/**
 * Opens an order by giving it a price, and closes it when payments or shipping say how it ended. An order with an item
 * that isn't sold throws: after three more tries it lies in orders.dlq, where somebody can look at it.
 */
export default defineConsumer<'order-service'>(async (event, { emit }) => {
  switch (event.topic) {
    case 'orders': {
      const order = event.value;
      await emit('checkouts', { key: order.orderId, value: { ...order, amountCents: priceCents(order.items) } });
      return;
    }
    case 'payments': {
      const { orderId, customerId, status } = event.value;
      if (status !== 'declined') return;
      await emit('order-outcomes', { key: orderId, value: { orderId, customerId, outcome: 'declined' } });
      return;
    }
    case 'shipments': {
      const { orderId, customerId, status } = event.value;
      await emit('order-outcomes', { key: orderId, value: { orderId, customerId, outcome: status } });
    }
  }
});
