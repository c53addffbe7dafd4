import { defineConsumer } from 'topicraft';

const sentences = {
  shipped: 'is on its way',
  declined: 'was not accepted by your bank',
  'out-of-stock': 'is out of stock, and your money is on its way back',
};

/** Merely listens: nobody upstream knows that customers are told. */
export default defineConsumer<'notifications'>((event, { log }) => {
  const { orderId, customerId, outcome } = event.value;
  log.info(`to ${customerId}: your order ${orderId} ${sentences[outcome]}`);
});
