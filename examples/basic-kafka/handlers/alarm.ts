import { defineConsumer } from 'topicraft';

const tooWarm = 33;

/** A group of its own: it sees every reading too, whatever the recorder does. */
export default defineConsumer<'alarm'>((event, { log }) => {
  const { room, celsius } = event.value;
  if (celsius > tooWarm) log.warn(`${room} is at ${celsius} °C`);
});
