import { startEmbeddedBroker } from '../../kafka/embedded-broker.ts';
import { startRealKafka } from '../../kafka/real-kafka/real-kafka.ts';
import { withAdmin } from '../../kafka/topics.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import { mostResidentMegabytes, residentMegabytes } from '../scale/started-broker.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';
import { produceAndConsume } from './kafkajs-rates.ts';

/** What a broker that was just started has in memory, and the most that it has while kafkajs produces and consumes. Linux only. */
export const brokerMemory: BenchmarkMaker = {
  name: 'broker-memory',
  make: ({ absences }, quick): Benchmark => ({
    name: 'broker-memory',
    title: 'Broker: resident memory after its first answer, and the most of it under load',
    figures: [
      { name: 'idle', unit: 'MB', better: 'lower' },
      { name: 'under load', unit: 'MB', better: 'lower' },
    ],
    rounds: quick ? 1 : 3,
    warmUpRounds: 0,
    contenders: [
      { name: 'embedded', run: () => measure(startEmbeddedBroker, quick) },
      ...(absences.length === 0 ? [{ name: 'real Kafka', run: () => measure(startRealKafka, quick) }] : []),
    ],
    absences,
    comparisons: [{ ours: 'embedded', peer: 'real Kafka' }],
  }),
};

interface StartedBroker {
  readonly bootstrap: string;
  readonly processId: number;
  stop(): Promise<void>;
}

async function measure(start: () => Promise<StartedBroker>, quick: boolean): Promise<[number, number]> {
  const broker = await start();
  const { bootstrap, processId } = broker;
  try {
    await withAdmin(bootstrap, (admin) => admin.describeCluster());
    const idle = await residentMegabytes(processId);
    const most = await mostResidentMegabytes(processId, () => produceAndConsume(bootstrap, quick ? 10_000 : 200_000));
    return [idle, most];
  } finally {
    await broker.stop();
  }
}
