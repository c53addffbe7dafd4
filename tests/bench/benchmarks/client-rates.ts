import type { BenchBroker } from '../brokers.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

export const recordsPerRequest = 500;
export const valueBytes = 200;

export interface RatesClient {
  /** As `--only` names it. */
  readonly name: string;
  readonly client: string;
  /** Records of a round. */
  readonly count: number;
  /** Records a second that it writes to a topic of its own, and reads of it. */
  readonly produceAndConsume: (bootstrap: string, count: number) => Promise<[number, number]>;
}

/** The same program of a client in Node against each broker: first it produces, then a group reads all of it. */
export function clientRates({ name, client, count, produceAndConsume }: RatesClient): BenchmarkMaker {
  return {
    name,
    make: ({ running, absences }, quick): Benchmark => ({
      name,
      title: `${client}: records of ${valueBytes} bytes, ${recordsPerRequest} a request, acks=all, idempotent, 4 partitions`,
      figures: [
        { name: 'produce', unit: 'records/s', better: 'higher' },
        { name: 'consume', unit: 'records/s', better: 'higher' },
      ],
      rounds: quick ? 1 : 3,
      warmUpRounds: quick ? 0 : 1,
      contenders: running.map((broker: BenchBroker) => ({
        name: broker.name,
        run: () => produceAndConsume(broker.bootstrap, quick ? 10_000 : count),
      })),
      absences,
      comparisons: [{ ours: 'embedded', peer: 'real Kafka' }],
    }),
  };
}
