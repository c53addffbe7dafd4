import { expect, it, vi } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [
    producer('shop'),
    topic('orders', { partitions: 1 }),
    consumer('billing', {
      guarantee: 'exactly-once',
      whenExhausted: 'dead-letter',
      retry: { limit: 1, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
    }),
    topic('paid', { partitions: 1 }),
    consumer('mailer'),
    topic('mailed', { partitions: 1 }),
  ],
  ['shop > orders > billing > paid > mailer > mailed'],
);

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { key: String(tick.payload), value: tick.payload });
});
`,
  // It fails once it has emitted: the first time, or each time.
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { emit, attempt }) => {
  await emit('paid', { key: event.key, value: event.value });
  if (event.value === 'bad' || attempt === 1) throw new Error('the card is declined');
});
`,
  'handlers/mailer.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit }) => {
  await emit('mailed', { key: event.key, value: event.value });
});
`,
};

it('a life has what was committed, and of what was taken back only that there was something', async () => {
  const session = await WatchedSession.open(await projectWith(graph, files), { tracingBudget: 1 });
  const { client, projectId } = session;
  await session.start();
  for (const payload of ['good', 'bad']) await client.session.sendNow({ projectId, producer: 'shop', payload });
  const lifeOf = async (key: string) => {
    const { events } = await client.tracing.search({ projectId, question: { key, topic: 'orders' }, limit: 10 });
    const [order] = events;
    return (
      order &&
      (await client.tracing.life({ projectId, of: { type: 'event', eventId: order.eventId, topic: 'orders' } }))
    );
  };
  const stepsOf = async (key: string) =>
    ((await lifeOf(key))?.events ?? []).map(({ topic, records, attempts, edge }) => [
      topic.name,
      edge,
      records.length,
      attempts.map(
        ({ outcome, takenBack = 0, givenUp }) => `${outcome} ${takenBack}${givenUp ? ` ${givenUp.way}` : ''}`,
      ),
    ]);
  await vi.waitFor(
    async () => {
      expect(await stepsOf('good')).toEqual([
        ['orders', 'root', 1, ['failed 1', 'done 0']],
        ['paid', 'known', 1, ['done 0']],
        ['mailed', 'known', 1, []],
      ]);
      expect(await stepsOf('bad')).toEqual([
        ['orders', 'root', 1, ['failed 1', 'failed 1 dead-lettered']],
        ['billing.dlq', 'dead-letter', 1, []],
      ]);
    },
    { timeout: 60_000, interval: 200 },
  );
  // Counts have what happened, and nothing else.
  const paid = graph.edges.find(({ source, target }) => source === 'billing' && target === 'paid');
  await session.until(() => session.edges.get(paid?.id ?? '')?.events === 1);
});
