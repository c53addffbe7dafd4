import type { Benchmark } from '../measuring/benchmark.ts';
import { quantile } from '../measuring/summary.ts';
import { pipelineContenders } from '../pipeline/pipeline-contenders.ts';
import type { PipelineOrder } from '../pipeline/pipeline-kind.ts';
import { watchOutput } from '../pipeline/watch-output.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

const perSecond = 100;
const warmUpShare = 0.2;

/** How long an event takes from the producer's handler through both topics to an independent reader, far below the full rate. */
export const pipelineLatency: BenchmarkMaker = {
  name: 'pipeline-latency',
  make: ({ running, absences }, quick): Benchmark => ({
    name: 'pipeline-latency',
    title: `Pipeline producer → topic → consumer → topic → reader at ${perSecond} events a second: latency`,
    figures: [
      { name: 'median', unit: 'ms', better: 'lower' },
      { name: '99th percentile', unit: 'ms', better: 'lower' },
    ],
    rounds: quick ? 1 : 3,
    warmUpRounds: 0,
    absences,
    ...pipelineContenders(running, { kind: 'single', count: quick ? 200 : 500, perSecond }, measureLatency),
  }),
};

async function measureLatency(
  order: PipelineOrder,
  run: (order: PipelineOrder) => Promise<void>,
): Promise<readonly number[]> {
  const output = await watchOutput(order.bootstrap, `${order.prefix}.output`, order.count);
  try {
    const [events] = await Promise.all([output.events, run(order)]);
    const counted = events.slice(Math.floor(events.length * warmUpShare)).map(({ latencyMs }) => latencyMs);
    const sorted = counted.sort((one, other) => one - other);
    return [quantile(sorted, 0.5), quantile(sorted, 0.99)];
  } finally {
    await output.stop();
  }
}
