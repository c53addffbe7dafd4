import { createTopics, freshName } from '../../kafka/topics.ts';
import type { BenchBroker } from '../brokers.ts';
import type { Comparison, Contender } from '../measuring/benchmark.ts';
import type { PipelineOrder } from './pipeline-kind.ts';
import { runHandwrittenPipeline } from './run-handwritten.ts';
import { runTopicraftPipeline } from './run-topicraft.ts';

/** Runs a pipeline and says what came of it. */
export type PipelineMeasure = (
  order: PipelineOrder,
  run: (order: PipelineOrder) => Promise<void>,
) => Promise<readonly number[]>;

/** Topicraft and the hand-written script on each broker; each run has topics and groups of its own. */
export function pipelineContenders(
  brokers: readonly BenchBroker[],
  order: Omit<PipelineOrder, 'bootstrap' | 'prefix'>,
  measure: PipelineMeasure,
): { contenders: Contender[]; comparisons: Comparison[] } {
  const contenders = brokers.flatMap(({ name, bootstrap }) =>
    [
      { name: `topicraft, ${name}`, run: runTopicraftPipeline },
      { name: `hand-written, ${name}`, run: runHandwrittenPipeline },
    ].map((who) => ({
      name: who.name,
      run: async () => {
        const prefix = freshName('bench-pipeline');
        await createTopics(bootstrap, [`${prefix}.input`, `${prefix}.output`]);
        return measure({ ...order, bootstrap, prefix }, who.run);
      },
    })),
  );
  const comparisons = brokers.map(({ name }) => ({ ours: `topicraft, ${name}`, peer: `hand-written, ${name}` }));
  return {
    contenders,
    comparisons: [...comparisons, { ours: 'topicraft, embedded', peer: 'topicraft, real Kafka' }],
  };
}
