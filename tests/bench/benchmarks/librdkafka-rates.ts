import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { installPython } from '../../kafka/clients/install-clients.ts';
import { createTopics, freshName } from '../../kafka/topics.ts';
import type { BenchBroker } from '../brokers.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

const run = promisify(execFile);
const program = path.resolve(import.meta.dirname, '../librdkafka/rates.py');
const valueBytes = 200;
const answer = z.object({ produce: z.number(), consume: z.number() });

/** The same confluent-kafka program against each broker; it takes its times itself, so that Python's start doesn't count. */
export const librdkafkaRates: BenchmarkMaker = {
  name: 'librdkafka',
  make: async ({ running, absences }, quick): Promise<Benchmark> => {
    const benchmark = {
      name: 'librdkafka',
      title: `librdkafka (confluent-kafka for Python): records of ${valueBytes} bytes, acks=all, idempotent, 4 partitions`,
      figures: [
        { name: 'produce', unit: 'records/s', better: 'higher' },
        { name: 'consume', unit: 'records/s', better: 'higher' },
      ],
      rounds: quick ? 1 : 3,
      warmUpRounds: quick ? 0 : 1,
      comparisons: [{ ours: 'embedded', peer: 'real Kafka' }],
    } as const;
    try {
      const python = await installPython();
      const contenders = running.map((broker) => ({
        name: broker.name,
        run: () => rates(python, broker, quick ? 20_000 : 200_000),
      }));
      return { ...benchmark, contenders, absences };
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      return { ...benchmark, contenders: [], absences: [{ name: 'confluent-kafka', because }] };
    }
  },
};

async function rates(python: string, { bootstrap }: BenchBroker, count: number): Promise<[number, number]> {
  const topic = freshName('bench-librdkafka');
  await createTopics(bootstrap, [topic]);
  const words = [program, bootstrap, topic, freshName('bench-group'), String(count), String(valueBytes)];
  const { stdout } = await run(python, words);
  const { produce, consume } = answer.parse(JSON.parse(stdout));
  return [produce, consume];
}
