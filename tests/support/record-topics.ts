import { onTestFinished } from 'vitest';
import { type RunningBroker, startBroker } from '../../main/broker/index.ts';
import { type CompressionName, createAdmin, createEventProducer } from '../../main/clients/index.ts';
import type { ReadEvent, StoredRecord } from '../../main/cluster/index.ts';

/** A record that a test wants in a topic. */
export interface RecordToWrite {
  topic: string;
  partition?: number;
  key?: string | null;
  value?: string | Uint8Array | null;
  headers?: Readonly<Record<string, string>>;
  timestampMs?: number;
}

/** An embedded broker in this process. It is gone when the test is. */
export async function brokerWith(topics: Readonly<Record<string, number>>): Promise<RunningBroker> {
  const broker = await startBroker({ autoCreateTopics: false });
  onTestFinished(() => broker.close());
  await createTopics(broker.bootstrap, topics);
  return broker;
}

/** Topics by name with their numbers of partitions; settings by Kafka's names. */
export async function createTopics(
  bootstrap: string,
  topics: Readonly<Record<string, number>>,
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  const admin = createAdmin({ connection: { brokers: [bootstrap] } });
  await admin.start();
  try {
    await admin.createTopics(Object.entries(topics).map(([name, partitions]) => ({ name, partitions, config })));
  } finally {
    await admin.stop();
  }
}

/** Resolves when all are acknowledged. */
export async function writeRecords(
  bootstrap: string,
  records: readonly RecordToWrite[],
  options: { compression?: CompressionName; maxRequestBytes?: number } = {},
): Promise<void> {
  const producer = createEventProducer({ connection: { brokers: [bootstrap] }, ...options });
  await producer.start();
  try {
    await Promise.all(
      records.map(({ topic, partition, key = null, value = null, headers = {}, timestampMs }) =>
        producer.send({
          topic,
          partition,
          timestampMs,
          key: key === null ? null : Buffer.from(key),
          value: typeof value === 'string' ? Buffer.from(value) : value,
          headers: Object.entries(headers).map(([name, text]) => ({ name, value: Buffer.from(text) })),
        }),
      ),
    );
  } finally {
    await producer.close();
  }
}

export async function groupsOf(bootstrap: string): Promise<string[]> {
  const admin = createAdmin({ connection: { brokers: [bootstrap] } });
  await admin.start();
  try {
    return await admin.listGroups();
  } finally {
    await admin.stop();
  }
}

export function textOf(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString();
}

/** Everything that a reading tells until it ends. */
export async function allRecords(events: AsyncIterable<ReadEvent>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const event of events) if (event.type === 'records') records.push(...event.records);
  return records;
}
