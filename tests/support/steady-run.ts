import { consumer, graphOf, producer, topic } from './graph-builder.ts';
import { projectWith } from './project-folder.ts';
import { WatchedSession } from './watched-session.ts';

const graph = graphOf(
  [
    producer('shop', { trigger: { type: 'rate', perSecond: 20 } }),
    topic('orders', { partitions: 6 }),
    consumer('billing', { instances: 2, concurrency: 3 }),
    topic('paid', { partitions: 6 }),
    consumer('ledger', { batch: { maxRecords: 50 } }),
    producer('bursts', { trigger: { type: 'interval', everyMs: 5000 } }),
    topic('reports', { partitions: 3 }),
    consumer('writer', { concurrency: 3 }),
    producer('never'),
    topic('silence'),
    consumer('listener'),
  ],
  ['shop > orders > billing > paid > ledger', 'bursts > reports > writer', 'never > silence > listener'],
);

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit }) => {
  await emit('orders', { key: 'k' + (index % 53), value: { index } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { emit }) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  await emit('paid', { key: event.key, value: event.value });
});
`,
  'handlers/ledger.ts': `import { defineBatchConsumer } from 'topicraft';
export default defineBatchConsumer(async () => undefined);
`,
  'handlers/bursts.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (_tick, { emit }) => {
  await Promise.all(Array.from({ length: 40 }, (_, index) => emit('reports', { key: String(index), value: { index } })));
});
`,
  'handlers/writer.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => {
  await new Promise((resolve) => setTimeout(resolve, 20));
});
`,
  'handlers/never.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async () => undefined);
`,
  'handlers/listener.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => undefined);
`,
};

/** A system in which all is well, running. */
export async function steadyRun(): Promise<WatchedSession> {
  const session = await WatchedSession.open(await projectWith(graph, files));
  await session.start();
  return session;
}

/** What was said to be in trouble while it ran: with its reason, so that a failure tells why. */
export function wronglyNamed({ frames }: WatchedSession): string[] {
  const running = frames.filter(({ overview }) => overview.state === 'running');
  const named = running.flatMap(({ nodes }) =>
    Object.entries(nodes)
      // A producer says truly that a busy machine doesn't let it tick as often as it should.
      .filter(
        ([, { state, trouble }]) =>
          !['starting', 'running', 'idle'].includes(state) && trouble !== 'slower-than-its-rate',
      )
      .map(([id, { state, trouble = '', reason = '' }]) => `${id} ${state} ${trouble} ${reason}`),
  );
  return [...new Set(named)];
}
