import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

export interface ReadRecord {
  topic: string;
  partition: number;
  offset: string;
  key: string | null;
  value: string | null;
  headers: Readonly<Record<string, string>>;
}

/**
 * Everything that stands in these topics at this moment, in order within each partition, but for what a transaction took back. Read with
 * plain kafkajs, so that a test sees what any other client would, and not what Topicraft says.
 */
export async function readTopics(bootstrap: string, topics: readonly string[]): Promise<ReadRecord[]> {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, clientId: 'independent-reader' });
  const left = await endsOf(kafka, topics);
  const records: ReadRecord[] = [];
  if (left.size === 0) return records;
  const consumer = kafka.consumer({ groupId: `independent-reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      // A topic may end with control records and aborted ones, which are nobody's message.
      consumer.on('consumer.end_batch_process', ({ payload: { topic, partition, lastOffset } }) => {
        const place = `${topic}/${partition}`;
        if (BigInt(lastOffset) + 1n >= (left.get(place) ?? 0n)) left.delete(place);
        if (left.size === 0) resolve();
      });
      consumer
        .run({ autoCommit: false, eachMessage: async (payload) => void records.push(recordOf(payload)) })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return records;
}

type MessagePayload = Parameters<
  NonNullable<NonNullable<Parameters<ReturnType<Kafka['consumer']>['run']>[0]>['eachMessage']>
>[0];

function recordOf({ topic, partition, message }: MessagePayload): ReadRecord {
  const { offset, key, value, headers = {} } = message;
  return { topic, partition, offset, key: textOf(key), value: textOf(value), headers: textHeaders(headers) };
}

/** End offsets of the partitions that hold anything, by `topic/partition`. */
async function endsOf(kafka: Kafka, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = new Map<string, bigint>();
    for (const topic of topics) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > BigInt(low)) ends.set(`${topic}/${partition}`, BigInt(high));
      }
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

function textOf(bytes: Buffer | null | undefined): string | null {
  return bytes?.toString('utf8') ?? null;
}

function textHeaders(headers: MessagePayload['message']['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)]),
  );
}
