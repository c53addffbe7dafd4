import { defineProducer } from 'topicraft';

const rooms = ['kitchen', 'bakery', 'cellar', 'attic', 'garage', 'greenhouse'];

/** Every tick, one thermometer tells how warm its room is. */
export default defineProducer<'thermometers'>(async (tick, { emit, random }) => {
  const room = rooms[tick.index % rooms.length] ?? 'kitchen';
  const celsius = Math.round((15 + random() * 20) * 10) / 10;
  // The key decides the partition: all readings of a room go the same way and stay in order.
  await emit('temperatures', { key: room, value: { room, celsius } });
});
