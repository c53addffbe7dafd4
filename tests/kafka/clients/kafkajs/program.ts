import { readFileSync } from 'node:fs';
import { CompressionTypes, Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import { z } from 'zod';
import { registerCompressionCodecs } from '../../../../main/clients/register-compression.ts';
import { type ClientProgram, runClientProgram } from '../client-program.ts';

/** kafkajs with Topicraft's codecs (its own is gzip alone) as a client program of the tests; see ../../README.md for what such a program does. */
const kafkajsProgram: ClientProgram = {
  async produce(bootstrap, topic, codec, records) {
    const compression = {
      none: CompressionTypes.None,
      gzip: CompressionTypes.GZIP,
      snappy: CompressionTypes.Snappy,
      lz4: CompressionTypes.LZ4,
      zstd: CompressionTypes.ZSTD,
    }[codec];
    const producer = kafka(bootstrap).producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for await (const messages of records) await producer.send({ topic, compression, messages });
    await producer.disconnect();
  },

  async consume({ bootstrap, group, count, topics, stopping }, print) {
    const consumer = kafka(bootstrap).consumer({ groupId: group, maxWaitTimeInMs: 100 });
    const { promise: enough, resolve: stop } = Promise.withResolvers<void>();
    const { promise: crashed, reject: crash } = Promise.withResolvers<never>();
    consumer.on('consumer.crash', ({ payload }) => crash(payload.error));
    stopping.addEventListener('abort', () => stop());
    const positions = new Map<string, { topic: string; partition: number; offset: string }>();
    let remaining = count;
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => {
        const { topic, partition, messages } = payload.batch;
        for (const { offset, key, value, headers } of messages) {
          if (remaining === 0 || stopping.aborted) return;
          print({
            topic,
            partition,
            offset,
            key: text(key) ?? '',
            value: text(value),
            headers: Object.fromEntries(
              Object.entries(headers ?? {}).map(([name, content]) => [name, String(content)]),
            ),
          });
          payload.resolveOffset(offset);
          positions.set(`${topic}:${partition}`, { topic, partition, offset: String(BigInt(offset) + 1n) });
          remaining -= 1;
          if (remaining === 0) stop();
        }
        await payload.heartbeat();
      },
    });
    await Promise.race([enough, crashed]);
    await consumer.commitOffsets([...positions.values()]);
    await consumer.disconnect();
  },

  async transact({ bootstrap, group, source, target, count }) {
    const consumer = kafka(bootstrap).consumer({ groupId: group, maxWaitTimeInMs: 100, maxBytesPerPartition: 2000 });
    const producer = kafka(bootstrap).producer({
      transactionalId: `${group}-kafkajs`,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    const { promise: enough, resolve: stop } = Promise.withResolvers<void>();
    const { promise: crashed, reject: crash } = Promise.withResolvers<never>();
    consumer.on('consumer.crash', ({ payload }) => crash(payload.error));
    let remaining = count;
    let transactions = 0;
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topics: [source], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: async (payload) => {
        const { batch } = payload;
        const messages = batch.messages.slice(0, Math.min(remaining, 20));
        const last = messages.at(-1);
        if (!last) return;
        for (let isCommitted = false; !isCommitted; transactions += 1) {
          const transaction = await producer.transaction();
          await transaction.send({ topic: target, messages: messages.map(({ key, value }) => ({ key, value })) });
          if (transactions % 3 === 0) {
            await transaction.abort();
            continue;
          }
          const offset = String(BigInt(last.offset) + 1n);
          const topics = [{ topic: source, partitions: [{ partition: batch.partition, offset }] }];
          await transaction.sendOffsets({ consumerGroupId: group, topics });
          await transaction.commit();
          isCommitted = true;
        }
        payload.resolveOffset(last.offset);
        remaining -= messages.length;
        if (remaining === 0) stop();
      },
    });
    await Promise.race([enough, crashed]);
    await consumer.disconnect();
    await producer.disconnect();
  },
};

function kafka(bootstrap: string): Kafka {
  return new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.ERROR, ...login(process.env) });
}

/** How to get into a broker that doesn't let in everybody; nothing where the environment doesn't say. */
function login(environment: NodeJS.ProcessEnv): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const { TOPICRAFT_SASL_MECHANISM, TOPICRAFT_SASL_USERNAME, TOPICRAFT_SASL_PASSWORD, TOPICRAFT_AUTHORITY } =
    environment;
  if (TOPICRAFT_SASL_MECHANISM === undefined) return {};
  const mechanism = z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).parse(TOPICRAFT_SASL_MECHANISM.toLowerCase());
  return {
    ssl: { ca: [readFileSync(TOPICRAFT_AUTHORITY ?? '')] },
    // The type wants one mechanism by its name.
    sasl: {
      mechanism,
      username: TOPICRAFT_SASL_USERNAME ?? '',
      password: TOPICRAFT_SASL_PASSWORD ?? '',
    } as SASLOptions,
  };
}

function text(octets: Buffer | null): string | null {
  return octets === null ? null : octets.toString('utf8');
}

registerCompressionCodecs();
await runClientProgram(kafkajsProgram);
