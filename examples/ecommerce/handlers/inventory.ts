import { defineConsumer } from 'topicraft';

/** Reserves what is checked out. What is declined or refunded it takes back: a compensation, not a rollback. */
export default defineConsumer<'inventory'>(async (event, { emit }) => {
  switch (event.topic) {
    case 'checkouts': {
      const checkout = event.value;
      await emit('stock', { key: checkout.orderId, value: { ...checkout, status: 'reserved' } });
      return;
    }
    case 'payments': {
      const payment = event.value;
      if (payment.status === 'charged') return;
      await emit('stock', { key: payment.orderId, value: { ...payment, status: 'released' } });
    }
  }
});
