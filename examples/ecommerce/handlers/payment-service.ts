import { defineConsumer } from 'topicraft';
import { authorize } from './lib/card-company.ts';

/** Charges for what is reserved. Where shipping finds the shelf empty, it gives the money back. */
export default defineConsumer<'payment-service'>(async (event, { emit, log }) => {
  switch (event.topic) {
    case 'stock': {
      const reservation = event.value;
      if (reservation.status !== 'reserved') return;
      const status = authorize(reservation.card) === 'approved' ? 'charged' : 'declined';
      await emit('payments', { key: reservation.orderId, value: { ...reservation, status } });
      return;
    }
    case 'shipments': {
      const shipment = event.value;
      if (shipment.status !== 'out-of-stock') return;
      log.info(`refunding ${shipment.orderId}`, { amountCents: shipment.amountCents });
      await emit('payments', { key: shipment.orderId, value: { ...shipment, status: 'refunded' } });
    }
  }
});
