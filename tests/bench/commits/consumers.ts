import { Kafka, logLevel } from 'kafkajs';
import { type ConsumedRecord, createGroupMember } from '../../../main/clients/index.ts';
import { systemClock } from '../../../main/engine/index.ts';
import { createDelivery } from '../../../shared/delivery/index.ts';
import { partitionCount } from '../../kafka/record-set.ts';
import { freshName } from '../../kafka/topics.ts';

export interface CommitsOrder {
  readonly bootstrap: string;
  readonly topic: string;
  readonly count: number;
}

/** Milliseconds from the first event to the last commit. */
export type TimedConsumer = (order: CommitsOrder) => Promise<number>;

/** As a consumer of a graph does it: kafkajs fetches, delivery orders and commits. */
export const consumeWithDelivery: TimedConsumer = async ({ bootstrap, topic, count }) => {
  let startMs = 0;
  let done = 0;
  const allDone = Promise.withResolvers<void>();
  const delivery = createDelivery<ConsumedRecord>(
    {
      concurrency: partitionCount,
      timeoutMs: 30_000,
      retry: { limit: 3, backoffMs: 100, factor: 2, maxBackoffMs: 1000 },
      whenExhausted: 'skip',
    },
    {
      clock: systemClock,
      invoke: async () => ({ type: 'done' }),
      publishDeadLetter: async () => undefined,
      commit: (offsets) => member.commit(offsets),
      pause: (partitions) => member.pause(partitions),
      resume: (partitions) => member.resume(partitions),
      journal: () => undefined,
      report: (report) => {
        if (startMs === 0 && report.type === 'attempt-started') startMs = performance.now();
        if (report.type === 'attempt-done' && (done += 1) >= count) allDone.resolve();
      },
    },
  );
  const member = createGroupMember(
    { connection: { brokers: [bootstrap] }, groupId: freshName('bench-group'), topics: [topic], fromBeginning: true },
    {
      assigned: ({ partitions }) => delivery.assign(partitions),
      rebalancing: () => undefined,
      fetched: (batch) => delivery.accept(batch),
      restarting: (fault) => allDone.reject(fault),
    },
  );
  await member.start();
  await allDone.promise;
  await delivery.drain({ deadlineMs: 10_000 });
  const durationMs = performance.now() - startMs;
  await member.stop();
  return durationMs;
};

/** kafkajs by itself, which commits after so many events, or, where nothing is said, after each batch. */
export function consumeWithAutocommit(autoCommitThreshold: number | undefined): TimedConsumer {
  return async ({ bootstrap, topic, count }) => {
    const kafka = new Kafka({ clientId: 'bench', brokers: [bootstrap], logLevel: logLevel.ERROR });
    const consumer = kafka.consumer({ groupId: freshName('bench-group') });
    let startMs = 0;
    let done = 0;
    let committed = 0;
    const allDone = Promise.withResolvers<void>();
    consumer.on('consumer.crash', ({ payload }) => allDone.reject(payload.error));
    consumer.on('consumer.commit_offsets', ({ payload }) => {
      for (const { partitions } of payload.topics) {
        for (const { partition, offset } of partitions) ends.set(partition, Number(offset));
      }
      committed = [...ends.values()].reduce((sum, end) => sum + end, 0);
      if (done >= count && committed >= count) allDone.resolve();
    });
    const ends = new Map<number, number>();
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      partitionsConsumedConcurrently: partitionCount,
      ...(autoCommitThreshold !== undefined && { autoCommitThreshold }),
      eachMessage: async () => {
        if (startMs === 0) startMs = performance.now();
        done += 1;
      },
    });
    await allDone.promise;
    const durationMs = performance.now() - startMs;
    await consumer.disconnect();
    return durationMs;
  };
}
