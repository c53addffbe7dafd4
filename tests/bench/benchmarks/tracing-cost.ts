import type { Benchmark } from '../measuring/benchmark.ts';
import { startTracedPipeline, type TracedPipeline } from '../tracing/traced-pipeline.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

const asFastAsItCan = 100_000;

/** What tracing costs a pipeline: one run, in which it is switched on and off by turns. */
export const tracingCost: BenchmarkMaker = {
  name: 'tracing-cost',
  make: (_, quick): Benchmark => {
    let pipeline: Promise<TracedPipeline> | undefined;
    const contender = (name: string, isTraced: boolean) => ({
      name,
      run: async () => {
        pipeline ??= startTracedPipeline(asFastAsItCan);
        return [await (await pipeline).rate(isTraced, quick ? 2000 : 4000)];
      },
    });
    return {
      name: 'tracing-cost',
      title: 'One run of producer → topic → consumer → topic, traced and not by turns: events emitted and handled',
      figures: [{ name: 'rate', unit: 'events/s', better: 'higher' }],
      rounds: quick ? 4 : 10,
      warmUpRounds: 1,
      absences: [],
      contenders: [contender('traced', true), contender('not traced', false)],
      comparisons: [{ ours: 'traced', peer: 'not traced' }],
      close: async () => (await pipeline)?.stop(),
    };
  },
};
