import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeGraph } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../support/graph-builder.ts';
import { partitionCount } from '../../kafka/record-set.ts';
import type { PipelineKind } from './pipeline-kind.ts';

/** The topics' names in the graph; on the cluster `PREFIX.` stands before them. */
export const inputTopic = 'input';
export const outputTopic = 'output';

/** A project on disk: a producer at this rate → topic → consumer → topic. Whoever makes it removes it. */
export async function createPipelineProject(
  kind: PipelineKind,
  perSecond: number,
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-bench-project-'));
  const graph = graphOf(
    [
      producer('source', { trigger: { type: 'rate', perSecond } }),
      topic(inputTopic, { partitions: partitionCount }),
      consumer('worker', {
        concurrency: partitionCount,
        timeoutMs: 30_000,
        ...(kind === 'batch' && { batch: { maxRecords: 500 } }),
      }),
      topic(outputTopic, { partitions: partitionCount }),
    ],
    [`source > ${inputTopic} > worker > ${outputTopic}`],
  );
  await mkdir(path.join(folder, 'handlers'));
  await writeFile(path.join(folder, 'topicraft.json'), writeGraph(graph));
  await writeFile(path.join(folder, 'handlers/source.ts'), sourceHandler);
  await writeFile(path.join(folder, 'handlers/worker.ts'), workerHandlers[kind]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

const sourceHandler = `import { defineProducer } from 'topicraft';

export default defineProducer<'source'>(async (tick, { emit }) => {
  const sentMs = performance.timeOrigin + performance.now();
  await emit('${inputTopic}', { key: \`key-\${tick.index % 500}\`, value: { index: tick.index, sentMs } });
});
`;

const workerHandlers: Readonly<Record<PipelineKind, string>> = {
  single: `import { defineConsumer } from 'topicraft';

export default defineConsumer<'worker'>(async (event, { emit }) => {
  const { index, sentMs } = event.value;
  await emit('${outputTopic}', { key: event.key, value: { index, sentMs } });
});
`,
  batch: `import { defineBatchConsumer } from 'topicraft';

export default defineBatchConsumer<'worker'>(async (events, { emit }) => {
  await Promise.all(
    events.map((event) => {
      const { index, sentMs } = event.value;
      return emit('${outputTopic}', { key: event.key, value: { index, sentMs }, cause: event });
    }),
  );
});
`,
};
