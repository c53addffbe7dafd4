import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { mostResidentMegabytes, withDataBroker } from './started-broker.ts';

/** Writes a record of so many bytes, and reads it. */
export async function largeRecord(valueBytes: number): Promise<[number, number]> {
  return await withDataBroker(async ({ bootstrap, processId }) => {
    const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.ERROR });
    const admin = kafka.admin();
    const producer = kafka.producer();
    const consumer = kafka.consumer({ groupId: 'bench', maxWaitTimeInMs: 100, maxBytesPerPartition: valueBytes * 2 });
    await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
    const configEntries = [{ name: 'max.message.bytes', value: String(valueBytes + 1000) }];
    await admin.createTopics({ topics: [{ topic: 'large', numPartitions: 1, configEntries }] });
    await consumer.subscribe({ topic: 'large', fromBeginning: true });
    const value = randomBytes(valueBytes);
    let takenMs = 0;
    const megabytes = await mostResidentMegabytes(processId, async () => {
      const read = new Promise<Buffer | null>((resolve) => {
        void consumer.run({ eachMessage: ({ message }) => Promise.resolve(resolve(message.value)) });
      });
      const startMs = performance.now();
      await producer.send({ topic: 'large', acks: -1, messages: [{ value }] });
      if (!(await read)?.equals(value)) throw new Error('The record was not what was written');
      takenMs = performance.now() - startMs;
    });
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
    return [takenMs, megabytes];
  });
}
