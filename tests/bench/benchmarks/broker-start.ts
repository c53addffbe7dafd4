import { startEmbeddedBroker } from '../../kafka/embedded-broker.ts';
import { startRealKafka } from '../../kafka/real-kafka/real-kafka.ts';
import { withAdmin } from '../../kafka/topics.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

/** From the start of a broker's process to its answer to a first client. Each round starts brokers of its own. */
export const brokerStart: BenchmarkMaker = {
  name: 'broker-start',
  make: ({ absences }, quick): Benchmark => ({
    name: 'broker-start',
    title: 'Broker: from its start to its first answer',
    figures: [{ name: 'start', unit: 'ms', better: 'lower' }],
    rounds: quick ? 1 : 3,
    warmUpRounds: 0,
    contenders: [
      { name: 'embedded', run: startEmbedded },
      ...(absences.length === 0 ? [{ name: 'real Kafka', run: startReal }] : []),
    ],
    absences,
    comparisons: [{ ours: 'embedded', peer: 'real Kafka' }],
  }),
};

async function startEmbedded(): Promise<[number]> {
  const startMs = performance.now();
  const broker = await startEmbeddedBroker();
  try {
    await withAdmin(broker.bootstrap, (admin) => admin.describeCluster());
    return [performance.now() - startMs];
  } finally {
    await broker.stop();
  }
}

async function startReal(): Promise<[number]> {
  const kafka = await startRealKafka();
  await kafka.stop();
  return [kafka.startupMs];
}
