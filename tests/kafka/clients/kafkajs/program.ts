import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { registerCompressionCodecs } from '../../../../main/clients/compression/register.ts';
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
};

function kafka(bootstrap: string): Kafka {
  return new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.ERROR });
}

function text(octets: Buffer | null): string | null {
  return octets === null ? null : octets.toString('utf8');
}

registerCompressionCodecs();
await runClientProgram(kafkajsProgram);
