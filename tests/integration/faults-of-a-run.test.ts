import { expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const shop = producer('shop', { trigger: { type: 'rate', perSecond: 50 } });
const graph = graphOf([shop, topic('orders'), consumer('billing')], ['shop > orders > billing']);
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer((tick, { emit }) => emit('orders', { value: { order: tick.index } }));
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer((event, { log }) => log.info('billed ' + event.value.order));
`,
};

it('has its broker go down and come back, and goes on', async () => {
  const session = await WatchedSession.open(await projectWith(graph, files));
  await session.start();
  const { client, projectId } = session;
  await session.until(() => (session.consumer('billing')?.events ?? 0) > 10);
  const down = { id: 'down', effect: { type: 'broker-down' }, forMs: 500 } as const;
  const lost = { id: 'lost', match: { topics: ['orders'] }, effect: { type: 'disconnect', when: 'after' } } as const;
  const set = await client.faults.set({ projectId, plan: { seed: 1, faults: [down, { ...lost, times: 2 }] } });
  expect(set).toMatchObject({ ok: true, faults: [{ rule: down, state: 'on', happened: 1 }, { rule: { id: 'lost' } }] });
  while ((await client.faults.list({ projectId })).some(({ state }) => state !== 'over')) {
    const { length } = session.frames;
    await session.until(() => session.frames.length > length);
  }
  const before = session.consumer('billing')?.events ?? 0;
  await session.until(() => (session.consumer('billing')?.events ?? 0) > before + 50);
  expect(await client.faults.list({ projectId })).toMatchObject([
    { rule: down, state: 'over', happened: 1 },
    { rule: { id: 'lost' }, state: 'over', happened: 2 },
  ]);
  expect(await client.faults.clear({ projectId, ids: ['down', 'unheard-of'] })).toMatchObject([
    { rule: { id: 'lost' } },
  ]);
  expect(await client.faults.clear({ projectId })).toEqual([]);
  // The process of the broker was there all the time.
  expect(session.happenings.filter(({ kind }) => kind === 'broker-lost')).toEqual([]);
});

it('tells a cluster that refuses from one that gives no answer', async () => {
  const session = await WatchedSession.open(await projectWith(graph, files));
  await session.start();
  const { client, projectId } = session;
  await session.until(() => (session.consumer('billing')?.events ?? 0) > 10);
  const match = { apis: ['Produce'], topics: ['orders'] };
  const refuse = { id: 'refuse', match, effect: { type: 'error', error: 'NOT_ENOUGH_REPLICAS' } } as const;
  expect(await client.faults.set({ projectId, plan: { seed: 1, faults: [refuse] } })).toMatchObject({ ok: true });
  await session.until(() => session.producer('shop')?.cause !== undefined);
  expect(session.producer('shop')).toMatchObject({
    state: 'stalled',
    cause: 'cluster-refuses',
    reason:
      'The cluster refuses writes to orders: fewer replicas are in sync than min.insync.replicas asks for (NOT_ENOUGH_REPLICAS). Bring brokers back, or lower it.',
  });
  await client.faults.clear({ projectId });
  await session.until(() => session.producer('shop')?.state === 'running');

  const silent = {
    id: 'silent',
    match: { apis: ['OffsetFetch'] },
    effect: { type: 'error', error: 'GROUP_AUTHORIZATION_FAILED' },
  } as const;
  const stop = { ...refuse, id: 'stop' };
  expect(await client.faults.set({ projectId, plan: { seed: 1, faults: [silent, stop] } })).toMatchObject({ ok: true });
  await session.until(() => session.consumer('billing')?.cause !== undefined);
  expect(session.consumer('billing')).toMatchObject({ state: 'stalled', cause: 'cluster-refuses' });
});
