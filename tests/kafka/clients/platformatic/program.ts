import { Consumer, type Message, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
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

  async transact({ bootstrap, group, source, target, count }) {
    const clientId = 'platformatic';
    const consumer = new Consumer({
      clientId,
      bootstrapBrokers: [bootstrap],
      groupId: group,
      maxWaitTime: 100,
      autocommit: false,
      deserializers: stringDeserializers,
    });
    const producer = new Producer({
      clientId,
      bootstrapBrokers: [bootstrap],
      idempotent: true,
      transactionalId: `${group}-platformatic`,
      serializers: stringSerializers,
    });
    const stream = await consumer.consume({ topics: [source], mode: 'committed', fallbackMode: 'earliest' });
    let [remaining, transactions] = [count, 0];
    let waiting: Message<string, string, string, string>[] = [];
    for await (const message of stream) {
      waiting.push(message);
      if (waiting.length < Math.min(20, remaining)) continue;
      const messages = waiting.map(({ key, value }) => ({ topic: target, key, value }));
      for (let isCommitted = false; !isCommitted; transactions += 1) {
        const transaction = await producer.beginTransaction();
        await transaction.addConsumer(consumer);
        await transaction.send({ messages });
        if (transactions % 3 === 0) {
          await transaction.abort();
          continue;
        }
        for (const last of lastOfPartitions(waiting)) await transaction.addOffset(last);
        await transaction.commit();
        isCommitted = true;
      }
      remaining -= waiting.length;
      waiting = [];
      if (remaining === 0) break;
    }
    await consumer.close(true);
    await producer.close();
  },
};

function lastOfPartitions(messages: readonly Message<string, string, string, string>[]) {
  return new Map(messages.map((message) => [message.partition, message])).values();
}

await runClientProgram(platformaticProgram);
