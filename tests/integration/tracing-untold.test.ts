import { expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { causesIn, pidOf } from '../support/lineage-shop.ts';
import { projectWith } from '../support/project-folder.ts';
import { readTopics } from '../support/read-topics.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [
    producer('shop', { trigger: { type: 'rate', perSecond: 200 } }),
    topic('orders', { partitions: 1 }),
    consumer('billing'),
    topic('bills', { partitions: 1 }),
  ],
  ['shop > orders > billing > bills'],
);
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit }) => {
  await emit('orders', { value: { index } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { emit }) => {
  await emit('bills', { value: { lineage: { pid: process.pid } } });
});
`,
};

/** Longer than a host takes to tell of what it did, however slow it is. */
const frozenMs = 7000;

it('is read from the log where a host was frozen long before it died, and could tell of nothing any more', async () => {
  const session = await WatchedSession.open(await projectWith(graph, files), { tracingBudget: 1 });
  const { client, projectId } = session;
  await session.start();
  const bootstrap = session.overview?.bootstrap ?? '';
  await session.until(() => (session.consumer('billing')?.events ?? 0) > 200);
  const [first] = await readTopics(bootstrap, ['bills']);
  if (!first) throw new Error('no bill was written');
  const host = pidOf(first);
  process.kill(host, 'SIGSTOP');
  const nowMs = (): number => session.frames.at(-1)?.timeMs ?? 0;
  const frozenAtMs = nowMs();
  await session.until(() => nowMs() > frozenAtMs + frozenMs);
  const restarts = session.happenings.filter(({ kind }) => kind === 'crash').length;
  process.kill(host, 'SIGKILL');
  await session.until(() => session.happenings.filter(({ kind }) => kind === 'crash').length > restarts);
  const before = session.consumer('billing')?.events ?? 0;
  await session.until(() => (session.consumer('billing')?.events ?? 0) > before + 200);
  await client.session.stop({ projectId });

  const bills = (await readTopics(bootstrap, ['bills'])).map(({ partition, offset }) => `bills/${partition}/${offset}`);
  const found = new Map<string, string[]>();
  for (let cursor: string | undefined; ;) {
    const page = await client.tracing.search({ projectId, question: {}, limit: 1000, ...(cursor && { cursor }) });
    for (const { eventId } of page.events) {
      const life = await client.tracing.life({ projectId, of: { type: 'event', eventId, topic: 'orders' } });
      for (const [place, causes] of causesIn(life)) found.set(place, causes);
    }
    ({ cursor } = page);
    if (cursor === undefined) break;
  }
  expect(bills.filter((place) => !found.has(place))).toEqual([]);
  expect(bills.filter((place) => !found.get(place)?.[0]?.startsWith('orders/'))).toEqual([]);
});
