import { Kafka, logLevel } from 'kafkajs';
import { z } from 'zod';
import { freshName } from '../../kafka/topics.ts';

const eventSchema = z.object({ sentMs: z.number() });

/** An event as it stood in the pipeline's last topic. */
export interface OutputEvent {
  /** When the pipeline's consumer sent it, by the record; milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  /** From the producer's handler to this reader. Tells of the pipeline only where the reader read at once. */
  readonly latencyMs: number;
}

/** Reads the topic with plain kafkajs as events come; resolves when it has joined. Whoever starts it awaits `events` and stops it. */
export async function watchOutput(
  bootstrap: string,
  topic: string,
  count: number,
): Promise<{ events: Promise<OutputEvent[]>; stop: () => Promise<void> }> {
  const kafka = new Kafka({ clientId: 'bench-reader', brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: freshName('bench-reader') });
  const events = Promise.withResolvers<OutputEvent[]>();
  const joined = Promise.withResolvers<void>();
  const seen: OutputEvent[] = [];
  consumer.on('consumer.crash', ({ payload }) => events.reject(payload.error));
  consumer.on('consumer.group_join', () => joined.resolve());
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const nowMs = performance.timeOrigin + performance.now();
      for (const { timestamp, value } of batch.messages) {
        const { sentMs } = eventSchema.parse(JSON.parse(String(value)));
        seen.push({ timestampMs: Number(timestamp), latencyMs: nowMs - sentMs });
      }
      if (seen.length >= count) events.resolve(seen);
    },
  });
  await joined.promise;
  return { events: events.promise, stop: () => consumer.disconnect() };
}
