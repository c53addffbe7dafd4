import { defineConsumer } from 'topicraft';

/** Three instances share this group: each reading goes to exactly one of them. */
export default defineConsumer<'recorder'>((event, { log }) => {
  const { room, celsius } = event.value;
  log.info(`${room}: ${celsius} °C`, { partition: event.partition, offset: event.offset });
});
