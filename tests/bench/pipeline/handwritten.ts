import { Kafka, logLevel } from 'kafkajs';
import { z } from 'zod';
import { partitionCount } from '../../kafka/record-set.ts';
import { type PipelineKind, pipelineKinds } from './pipeline-kind.ts';

/**
 * The pipeline as someone would write it by hand with kafkajs and nothing else: `handwritten.ts produce BOOTSTRAP PREFIX COUNT
 * PER_SECOND`, and `consume BOOTSTRAP PREFIX COUNT KIND`, which prints `ready` when it has joined. Both are idempotent
 * producers with acks=all; the consumer commits as kafkajs does by itself, after each batch.
 */
const [role, bootstrap, prefix, count, how] = z
  .tuple([z.enum(['produce', 'consume']), z.string(), z.string(), z.coerce.number(), z.string()])
  .parse(process.argv.slice(2));

const kafka = new Kafka({ clientId: 'handwritten', brokers: [bootstrap], logLevel: logLevel.ERROR });
const producer = kafka.producer({ idempotent: true });
const eventSchema = z.object({ index: z.number(), sentMs: z.number() });

/** At a rate, and with as many sends under way at once as Topicraft's trigger allows ticks. */
async function produce(perSecond: number): Promise<void> {
  const startMs = performance.now();
  const underWay = new Set<Promise<unknown>>();
  for (let index = 0; index < count; index += 1) {
    const earlyMs = startMs + (index * 1000) / perSecond - performance.now();
    if (earlyMs > 0) await new Promise((resolve) => setTimeout(resolve, earlyMs));
    while (underWay.size >= 64) await Promise.race(underWay);
    const sentMs = performance.timeOrigin + performance.now();
    const messages = [{ key: `key-${index % 500}`, value: JSON.stringify({ index, sentMs }) }];
    const sending = producer.send({ topic: `${prefix}.input`, messages }).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }
  await Promise.all(underWay);
}

async function consume(kind: PipelineKind): Promise<void> {
  const topic = `${prefix}.output`;
  const consumer = kafka.consumer({ groupId: `${prefix}.worker` });
  const { promise: finished, resolve, reject } = Promise.withResolvers<void>();
  consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
  consumer.on('consumer.group_join', () => void process.stdout.write('ready\n'));
  let left = count;
  const took = (events: number): void => {
    left -= events;
    if (left <= 0) resolve();
  };
  await consumer.connect();
  await consumer.subscribe({ topic: `${prefix}.input`, fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: partitionCount,
    ...(kind === 'single'
      ? {
          eachMessage: async ({ message }) => {
            await producer.send({ topic, messages: [handled(message)] });
            took(1);
          },
        }
      : {
          eachBatch: async ({ batch }) => {
            await producer.send({ topic, messages: batch.messages.map(handled) });
            took(batch.messages.length);
          },
        }),
  });
  await finished;
  await consumer.disconnect();
}

/** What the handler does: the event goes on as it came. */
function handled({ key, value }: { key: Buffer | null; value: Buffer | null }): { key: Buffer | null; value: string } {
  const { index, sentMs } = eventSchema.parse(JSON.parse(String(value)));
  return { key, value: JSON.stringify({ index, sentMs }) };
}

await producer.connect();
if (role === 'produce') await produce(Number(how));
else await consume(z.enum(pipelineKinds).parse(how));
await producer.disconnect();
