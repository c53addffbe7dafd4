import type { Graph } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from './graph-builder.ts';

/** Key and value of each order, as bytes. */
export const orderBytes = 4 + JSON.stringify({ index: 10_000_000, note: 'x'.repeat(200) }).length;

/**
 * A system whose figures can be known apart: so many orders a second, all of one size, by edge `e0`; a consumer `worker`
 * that reads them by edge `e1`, one, `halted`, that is stopped and so falls behind by each, and one, `slow`, whose handler tells by itself how long it took.
 */
export function figuresShop(perSecond: number): { graph: Graph; files: Record<string, string> } {
  const graph = graphOf(
    [
      producer('shop', { trigger: { type: 'rate', perSecond } }),
      topic('orders', { partitions: 3 }),
      consumer('worker', { instances: 3 }),
      consumer('halted'),
      producer('calls', { trigger: { type: 'rate', perSecond: 20 } }),
      topic('jobs', { partitions: 6 }),
      consumer('slow', { concurrency: 6 }),
    ],
    ['shop > orders > worker', 'orders > halted', 'calls > jobs > slow'],
  );
  return { graph, files };
}

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit }) => {
  await emit('orders', { key: String(1000 + (index % 97)), value: { index: 10_000_000 + index, note: 'x'.repeat(200) } });
});
`,
  'handlers/worker.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => undefined);
`,
  'handlers/halted.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => undefined);
`,
  'handlers/calls.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit }) => {
  await emit('jobs', { partition: index % 6, value: { ms: [40, 60, 80, 100, 160][index % 5] } });
});
`,
  'handlers/slow.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { log }) => {
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, event.value.ms));
  log.info('took', { ms: performance.now() - began });
});
`,
};
