import type { Benchmark } from '../measuring/benchmark.ts';
import { pipelineContenders } from '../pipeline/pipeline-contenders.ts';
import type { PipelineKind, PipelineOrder } from '../pipeline/pipeline-kind.ts';
import { watchOutput } from '../pipeline/watch-output.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';
import { rateBetween } from './rate-between.ts';

const asFastAsItCan = 100_000;
/** Of the events, from the first on: until then code is compiled and members find their pace. */
const warmUpShare = 0.2;

export const pipelineRate = rateOf('pipeline-rate', 'single', 'an event at a time', { quick: 1000, full: 3000 });
export const pipelineBatchRate = rateOf('pipeline-batch-rate', 'batch', 'in batches', { quick: 2000, full: 6000 });

/** Events that come out of producer → topic → consumer → topic in a second, by the timestamps of what came out. */
function rateOf(
  name: string,
  kind: PipelineKind,
  how: string,
  counts: { readonly quick: number; readonly full: number },
): BenchmarkMaker {
  return {
    name,
    make: ({ running, absences }, quick): Benchmark => ({
      name,
      title: `Pipeline producer → topic → consumer → topic, ${how}, 4 partitions: rate`,
      figures: [{ name: 'rate', unit: 'events/s', better: 'higher' }],
      rounds: quick ? 1 : 3,
      warmUpRounds: 0,
      absences,
      ...pipelineContenders(
        running,
        { kind, count: quick ? counts.quick : counts.full, perSecond: asFastAsItCan },
        measureRate,
      ),
    }),
  };
}

async function measureRate(
  order: PipelineOrder,
  run: (order: PipelineOrder) => Promise<void>,
): Promise<readonly number[]> {
  await run(order);
  // Read when all is over, so that the reader takes nothing from the pipeline.
  const output = await watchOutput(order.bootstrap, `${order.prefix}.output`, order.count);
  const events = await output.events;
  await output.stop();
  const times = events.map(({ timestampMs }) => timestampMs).sort((one, other) => one - other);
  const counted = times.slice(Math.floor(times.length * warmUpShare));
  return [rateBetween(counted[0] ?? NaN, counted.at(-1) ?? NaN, counted.length - 1)];
}
