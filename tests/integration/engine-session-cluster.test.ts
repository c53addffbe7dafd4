import { describe, expect, it, onTestFinished } from 'vitest';
import { startBrokerProcess } from '../support/broker-process.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { readTopics } from '../support/read-topics.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [producer('shop'), topic('orders', { partitions: 1 }), consumer('billing')],
  ['shop > orders > billing'],
);
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { value: tick.payload });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer((event, { log }) => log.info('billed ' + event.value));
`,
};

/** A project, and a saved connection to a cluster that isn't the engine's. */
async function beside(prefix?: string) {
  const broker = await startBrokerProcess({ autoCreateTopics: false });
  onTestFinished(async () => void (await broker.kill()));
  const session = await WatchedSession.open(await projectWith(graph, files));
  const { client, projectId } = session;
  const { id } = await client.connections.save({
    name: 'Theirs',
    brokers: [broker.bootstrap],
    secrets: {},
    ...(prefix !== undefined && { prefix }),
  });
  const start = (options: { createTopics?: boolean; prefix?: string; connectionId?: string } = {}) =>
    client.session.start({
      projectId,
      target: { type: 'connection', connectionId: options.connectionId ?? id },
      ...options,
    });
  return { broker, session, start, client, projectId };
}

describe("a run on somebody else's cluster", () => {
  it('makes topics only with a yes, and says which it lacks', async () => {
    const { broker, session, start, client, projectId } = await beside('demo');
    await expect(start()).rejects.toMatchObject({ code: 'TOPICS_MISSING', data: { topics: ['demo.orders'] } });
    await session.until(() => session.overview?.state === 'idle');
    await start({ createTopics: true });
    expect(await client.session.sendNow({ projectId, producer: 'shop', payload: 'one' })).toMatchObject({
      eventIds: [expect.any(String)],
    });
    await session.until(() => session.logs.some(({ message }) => message === 'billed one'));
    await session.until(() => session.overview?.state === 'running');
    expect(session.overview).toMatchObject({ bootstrap: broker.bootstrap, broker: 'none' });
    expect((await readTopics(broker.bootstrap, ['demo.orders'])).map(({ value }) => value)).toEqual(['"one"']);

    // They are there now; only another prefix lacks them.
    await start();
    await expect(start({ prefix: 'other' })).rejects.toMatchObject({ data: { topics: ['other.orders'] } });
  });

  it('goes on as it was where an edit needs a topic that it may not make', async () => {
    const { session, start, client, projectId } = await beside();
    await start({ createTopics: true });
    await start();
    await session.edit({ type: 'add-node', node: topic('refunds') });
    await session.until(() => session.diagnostics.some(({ code }) => code === 'session.topics-missing'));
    expect(session.topic('refunds')).toMatchObject({ state: 'stopped', partitions: [] });
    await client.session.sendNow({ projectId, producer: 'shop', payload: 'two' });
    await session.until(() => session.logs.some(({ message }) => message === 'billed two'));
  });

  it('needs a connection that is there, and a cluster that answers', async () => {
    const { broker, session, start } = await beside();
    await expect(start({ connectionId: 'nobody' })).rejects.toMatchObject({ code: 'CONNECTION_UNKNOWN' });
    await broker.kill();
    await expect(start()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
    await session.until(() => session.overview?.state === 'failed');
    expect(session.overview?.problem).toMatchObject({ code: 'cluster-unreachable' });
  });

  it('tells that the cluster gives no answer any more', async () => {
    const { broker, session, start } = await beside();
    await start({ createTopics: true });
    await session.until(() => session.consumer('billing')?.state === 'idle');
    await broker.kill();
    await session.until(() => session.consumer('billing')?.state === 'stalled');
    expect(session.consumer('billing')?.reason).toBe('The cluster gives no answer, so nothing moves.');
    await session.client.session.stop({ projectId: session.projectId });
    await session.until(() => session.overview?.state === 'idle');
  });
});
