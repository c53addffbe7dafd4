import { defineBatchConsumer } from 'topicraft';

/** Merely listens, and takes many payments at once: how much came in and went out with them. */
export default defineBatchConsumer<'analytics'>((events, { log }) => {
  const sumCents = (wanted: string): number =>
    events.reduce((sum, { value }) => (value.status === wanted ? sum + value.amountCents : sum), 0);
  log.info(`${events.length} payments`, { chargedCents: sumCents('charged'), refundedCents: sumCents('refunded') });
});
