import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { type ClientProgram, runClientProgram } from '../client-program.ts';

/** @platformatic/kafka as a client program of the tests; see ../../README.md for what such a program does. */
const platformaticProgram: ClientProgram = {
  async produce(bootstrap, topic, codec, records) {
    const producer = new Producer({
      clientId: 'platformatic',
      bootstrapBrokers: [bootstrap],
      idempotent: true,
      compression: codec,
      serializers: stringSerializers,
    });
    for await (const batch of records) {
      const messages = batch.map(({ key, value, headers }) => ({
        topic,
        key,
        headers,
        ...(value === null ? {} : { value }),
      }));
      await producer.send({ messages });
    }
    await producer.close();
  },

  async consume({ bootstrap, group, count, topics, stopping }, print) {
    const consumer = new Consumer({
      clientId: 'platformatic',
      bootstrapBrokers: [bootstrap],
      groupId: group,
      maxWaitTime: 100,
      autocommit: false,
      deserializers: stringDeserializers,
    });
    const stream = await consumer.consume({ topics, mode: 'committed', fallbackMode: 'earliest' });
    stopping.addEventListener('abort', () => void stream.close());
    const positions = new Map<string, { topic: string; partition: number; offset: bigint; leaderEpoch: number }>();
    let remaining = count;
    for await (const { topic, partition, offset, leaderEpoch, key, value, headers } of stream) {
      if (stopping.aborted) break;
      print({
        topic,
        partition,
        offset: String(offset),
        key,
        value: value ?? null,
        headers: Object.fromEntries(headers),
      });
      positions.set(`${topic}:${partition}`, { topic, partition, offset: offset + 1n, leaderEpoch });
      remaining -= 1;
      if (remaining === 0) break;
    }
    if (positions.size > 0) await consumer.commit({ offsets: [...positions.values()] });
    await consumer.close(true);
  },
};

await runClientProgram(platformaticProgram);
