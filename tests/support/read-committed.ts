import { Kafka, logLevel } from 'kafkajs';
import { kafkaApis } from '../../main/wire/index.ts';
import { askBroker } from './ask-broker.ts';

/** The values of a partition that a reader of committed records is given, by a client that does the leaving out. */
export async function readCommitted(bootstrap: string, topic: string, partition: number): Promise<string[]> {
  const { topics } = await askBroker(bootstrap, kafkaApis.listOffsets, 6, {
    replicaId: -1,
    isolationLevel: 1,
    topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp: -1n }] }],
    timeoutMs: 0,
  });
  const end = topics[0]?.partitions[0]?.offset ?? 0n;
  if (end === 0n) return [];
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `check-${topic}-${partition}`, maxWaitTimeInMs: 100 });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const eachMessage = ({ partition: from, message }: { partition: number; message: { value: Buffer | null } }) => {
    if (from === partition) values.push(message.value?.toString() ?? '');
    return Promise.resolve();
  };
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      if (payload.partition === partition && BigInt(payload.lastOffset) >= end - 1n) resolve();
    });
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return values;
}
