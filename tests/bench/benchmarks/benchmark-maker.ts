import type { BenchBrokers } from '../brokers.ts';
import type { Benchmark } from '../measuring/benchmark.ts';

/** A benchmark before it is known which brokers there are. */
export interface BenchmarkMaker {
  readonly name: string;
  make(brokers: BenchBrokers, quick: boolean): Benchmark | Promise<Benchmark>;
}
