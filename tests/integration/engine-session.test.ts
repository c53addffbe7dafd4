import { cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { folderWith, projectWith } from '../support/project-folder.ts';
import { readTopics } from '../support/read-topics.ts';
import { repositoryFolder } from '../support/topicraft-command.ts';
import { WatchedSession } from '../support/watched-session.ts';

const shop = producer('shop', { trigger: { type: 'rate', perSecond: 50 } });
const orders = topic('orders', { partitions: 6 });
const billing = consumer('billing', { instances: 1 });
const graph = graphOf([shop, orders, billing], ['shop > orders > billing']);

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { key: String(tick.index), value: { order: tick.index } });
});
`,
  'handlers/billing.ts': says('billed'),
};

function says(word: string): string {
  return `import { defineConsumer } from 'topicraft';
export default defineConsumer((event, { log }) => log.info('${word} ' + event.value.order));
`;
}

async function runShop(of: Graph = graph, texts: Record<string, string> = files): Promise<WatchedSession> {
  const session = await WatchedSession.open(await projectWith(of, texts));
  await session.start();
  return session;
}

async function eventIdsIn(bootstrap: string): Promise<(string | undefined)[]> {
  return (await readTopics(bootstrap, ['orders'])).map(({ headers }) => headers['topicraft-id']);
}

/** Ids and generations of a consumer's members. */
function membersOf(session: WatchedSession, id: string): (string | number | undefined)[][] {
  return session.consumer(id)?.instances.map(({ memberId, generation }) => [memberId, generation]) ?? [];
}

describe('a run', () => {
  it('tells how fast events flow, and that all is well', async () => {
    const session = await runShop();
    expect(session.frames[0]).toMatchObject({ complete: true, overview: { state: 'idle', broker: 'none' }, nodes: {} });
    await session.until(() => (session.producer('shop')?.perSecond ?? 0) > 25);
    await session.until(
      () => (session.consumer('billing')?.latencyMs ?? 0) > 0 && session.consumer('billing')?.lag !== undefined,
    );
    await session.until(() => session.topic('orders')?.partitions.every(({ share }) => share > 0));
    expect(session.overview).toMatchObject({ state: 'running', broker: 'up', target: { type: 'embedded' } });
    expect(session.overview?.bootstrap).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(session.producer('shop')).toMatchObject({ state: 'running', deployment: 'current', ended: false });
    expect(session.consumer('billing')).toMatchObject({
      state: 'running',
      deployment: 'current',
      instances: [{ instance: 0, state: 'running', assignment: [{ topic: 'orders', partitions: [0, 1, 2, 3, 4, 5] }] }],
    });
    await session.until(() => (session.edges.get('e1')?.perSecond ?? 0) > 25);
    expect(session.frames.filter(({ complete }) => complete)).toHaveLength(1);
    await session.until(() => session.logs.find(({ message }) => message.startsWith('billed ')));
    expect(session.logs.map(({ sequence }) => sequence)).toEqual(session.logs.map((_, index) => index));
  });

  it('takes a consumer in, and the members of the others stay what they are', async () => {
    const session = await runShop();
    await session.until(() => (session.consumer('billing')?.events ?? 0) > 0);
    const before = membersOf(session, 'billing');
    const audit = consumer('audit', { instances: 2, fromBeginning: false });
    await session.edit({
      type: 'batch',
      commands: [
        { type: 'add-node', node: audit },
        { type: 'add-edge', edge: { id: 'orders-audit', kind: 'subscribes', source: 'orders', target: 'audit' } },
      ],
    });
    // There is no plan for it yet, so what runs goes on.
    await session.until(() => session.diagnostics.some(({ code }) => code === 'plan.handler-missing'));
    expect(session.consumer('audit')).toMatchObject({ state: 'stopped', deployment: 'new' });
    await session.edit({ type: 'write-handler-file', file: 'handlers/audit.ts', text: says('audited') });
    await session.until(() => (session.consumer('audit')?.events ?? 0) > 0);
    expect(session.consumer('audit')).toMatchObject({ deployment: 'current' });
    await session.until(() => (session.edges.get('orders-audit')?.events ?? 0) > 0);
    expect(membersOf(session, 'billing')).toEqual(before);
    expect(session.happenings.filter(({ node }) => node === 'billing')).toEqual([]);
  });

  it('lets no edit of handlers in before it is deployed, and goes on with the old code where the new is broken', async () => {
    const session = await runShop();
    const { projectId } = session;
    await session.until(() => session.logs.some(({ message }) => message.startsWith('billed ')));
    await session.edit({ type: 'write-handler-file', file: 'handlers/billing.ts', text: says('charged') });
    await session.until(() => session.consumer('billing')?.deployment === 'edited');
    expect(await session.client.session.deploy({ projectId })).toMatchObject({
      deployed: ['billing'],
      diagnostics: [],
    });
    await session.until(() => session.logs.some(({ message }) => message.startsWith('charged ')));
    await session.until(() => session.consumer('billing')?.deployment === 'current');
    expect(session.happenings).toContainEqual(expect.objectContaining({ kind: 'deploy', node: 'billing' }));

    await session.edit({ type: 'write-handler-file', file: 'handlers/billing.ts', text: 'export default (' });
    const broken = await session.client.session.deploy({ projectId, node: 'billing' });
    expect(broken).toMatchObject({
      deployed: [],
      diagnostics: [{ code: 'handler.does-not-compile', place: { element: 'billing' } }],
    });
    await session.until(() => session.consumer('billing')?.deployment === 'does-not-compile');
    const { events = 0 } = session.consumer('billing') ?? {};
    await session.until(() => (session.consumer('billing')?.events ?? 0) > events + 50);
    expect(session.consumer('billing')).toMatchObject({ state: 'running' });
    expect(session.logs.at(-1)?.message).toMatch(/^charged /);
  });

  it('says which instances have nothing to read', async () => {
    const session = await runShop();
    await session.until(() => (session.consumer('billing')?.events ?? 0) > 0);
    await session.edit({ type: 'update-node', node: { ...billing, instances: 8 } });
    // While they come one after the other, others have nothing to read, and lag may grow.
    const status = await session.until(() => {
      const found = session.consumer('billing');
      const idle = found?.instances.filter(({ state }) => state === 'idle');
      return idle?.length === 2 && found?.trouble === 'instances-idle' ? found : undefined;
    });
    expect(status.instances).toHaveLength(8);
    expect(status.reason).toBe('2 of 8 instances are idle: there are only 6 partitions to read.');
    expect(session.happenings.filter(({ kind }) => kind === 'rebalance')).not.toEqual([]);
  });

  it('gives a topic the partitions that it is drawn with, which are then written and read', async () => {
    const session = await runShop();
    await session.until(() => (session.consumer('billing')?.events ?? 0) > 0);
    await session.edit({ type: 'update-node', node: { ...orders, partitions: 8 } });
    await session.until(() => session.topic('orders')?.partitions.length === 8);
    await session.until(() => session.topic('orders')?.partitions.every(({ endOffset }) => endOffset !== '0'));
    await session.until(() => session.consumer('billing')?.instances[0]?.assignment[0]?.partitions.length === 8);
    await session.edit({ type: 'update-node', node: { ...orders, partitions: 2 } });
    const fewer = await session.until(() =>
      session.diagnostics.find(({ code }) => code === 'session.partitions-differ'),
    );
    expect(fewer).toMatchObject({ severity: 'warning', place: { element: 'orders' } });
  });

  it('goes on where it was when its broker is killed', async () => {
    const session = await runShop();
    const { bootstrap = '' } = await session.until(() => session.overview);
    await session.until(() => (session.consumer('billing')?.events ?? 0) > 0);
    const [broker = 0] = session.processes.pidsOf('broker');
    process.kill(broker, 'SIGKILL');
    await session.until(() => session.happenings.some(({ kind }) => kind === 'broker-lost'));
    await session.until(() => session.happenings.some(({ kind }) => kind === 'broker-restarted'));
    expect(session.overview).toMatchObject({ state: 'running', bootstrap });
    await session.until(() => session.overview?.broker === 'up');
    const { events = 0 } = session.consumer('billing') ?? {};
    await session.until(() => (session.consumer('billing')?.events ?? 0) > events + 50);
  });

  it('leaves its records to the next one, until they are reset', async () => {
    const session = await runShop();
    const { projectId } = session;
    await session.until(() => (session.topic('orders')?.records ?? 0) > 20);
    await session.client.session.stop({ projectId });
    await session.until(() => session.overview?.state === 'idle' && session.consumer('billing')?.state === 'stopped');
    expect(session.overview).toMatchObject({ broker: 'up' });
    expect(session.producer('shop')).toMatchObject({ state: 'stopped', perSecond: 0 });
    const bootstrap = session.overview?.bootstrap ?? '';
    const first = await eventIdsIn(bootstrap);
    const kept = first.length;
    expect(kept).toBeGreaterThan(20);
    await session.start();
    expect(session.overview).toMatchObject({ bootstrap });
    await session.until(() => (session.topic('orders')?.records ?? 0) > kept);
    const both = await eventIdsIn(bootstrap);
    expect(both.length).toBeGreaterThan(kept);
    expect(new Set(both).size).toBe(both.length);

    await session.client.session.reset({ projectId });
    await session.until(() => session.overview?.broker === 'none');
    await session.start();
    await session.until(() => session.topic('orders')?.state === 'running');
    await session.until(() => (session.topic('orders')?.records ?? 0) > 0);
    // Only what a first run makes is there: nothing of the second, and nothing of the first that was there already.
    const anew = await eventIdsIn(session.overview?.bootstrap ?? '');
    expect(first).toContain(anew[0]);
    expect(new Set(anew).size).toBe(anew.length);
    const ofSecond = both.filter((id) => !first.includes(id));
    expect(anew.filter((id) => ofSecond.includes(id))).toEqual([]);
  });

  it('stops and starts a node by itself', async () => {
    const session = await runShop();
    const { projectId } = session;
    await session.until(() => (session.consumer('billing')?.events ?? 0) > 0);
    await session.client.session.setNodeRunning({ projectId, node: 'billing', running: false });
    await session.until(() => session.consumer('billing')?.state === 'stopped');
    const { events: emitted = 0 } = session.producer('shop') ?? {};
    const more = (count: number) => session.until(() => (session.producer('shop')?.events ?? 0) > emitted + count);
    // What was under way when it stopped is done, and counted, a little later.
    await more(50);
    const { events = 0 } = session.consumer('billing') ?? {};
    await more(100);
    expect(session.consumer('billing')?.events).toBe(events);
    // What was edited meanwhile is what runs when it starts.
    await session.edit({ type: 'write-handler-file', file: 'handlers/billing.ts', text: says('charged') });
    await session.client.session.setNodeRunning({ projectId, node: 'billing', running: true });
    await session.until(() => (session.consumer('billing')?.events ?? 0) > events + 50);
    await session.until(() => session.consumer('billing')?.deployment === 'current');
    expect(session.logs.at(-1)?.message).toMatch(/^charged /);
  });
});

describe('the e-commerce example', () => {
  it('runs whole: every node works, and none is in trouble without a reason', async () => {
    const folder = path.join(await folderWith({}), 'shop');
    await cp(path.join(repositoryFolder, 'examples/ecommerce'), folder, { recursive: true });
    const session = await WatchedSession.open(folder);
    await session.start();
    const flowing = ['storefront', 'orders', 'payments', 'stock', 'shipments'];
    const statusOf = (name: string) => session.nodes.get(session.idOf(name));
    await session.until(() => flowing.every((name) => (statusOf(name)?.perSecond ?? 0) > 0));
    await session.until(() => (session.overview?.perSecond ?? 0) > 0);
    const instances = () =>
      [...session.nodes.values()].flatMap((status) => (status.kind === 'consumer' ? status.instances : []));
    await session.until(() => instances().every(({ memberId }) => memberId !== undefined));
    for (const { state, reason } of session.nodes.values()) {
      expect(['idle', 'running', 'warning', 'error']).toContain(state);
      if (state === 'warning' || state === 'error') expect(reason).toMatch(/\.$/);
    }
  });
});

describe('what goes wrong', () => {
  it('is told before anything starts where the project has errors', async () => {
    const session = await WatchedSession.open(
      await projectWith(graph, { 'handlers/shop.ts': files['handlers/shop.ts'] }),
    );
    await expect(session.start()).rejects.toMatchObject({
      code: 'PROJECT_HAS_ERRORS',
      data: { diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) },
    });
    await session.until(() => session.diagnostics.some(({ severity }) => severity === 'error'));
    expect(session.overview).toMatchObject({ state: 'idle', broker: 'none' });
  });

  it('is a log entry with its place, and a state with its reason', async () => {
    const session = await runShop(graph, {
      ...files,
      'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer((event) => {
  throw new Error('no card for ' + event.value.order);
});
`,
    });
    const entry = await session.until(() =>
      session.logs.find(({ node, stack }) => node === 'billing' && stack !== undefined),
    );
    expect(entry).toMatchObject({ level: 'error', message: expect.stringContaining('no card for ') });
    expect(entry.stack).toContain('handlers/billing.ts:3:9');
    const status = await session.until(() => {
      const found = session.consumer('billing');
      return found?.state === 'error' ? found : undefined;
    });
    expect(status.reason).toMatch(/^Gave up \d+ events? lately: no card for \d+\.$/);
    expect(status.errors).toBeGreaterThan(0);
  });

  it('ends a start that is stopped', async () => {
    const session = await WatchedSession.open(await projectWith(graph, files));
    const starting = session.start();
    await Promise.all([
      expect(starting).rejects.toMatchObject({ code: 'STOPPED' }),
      session.client.session.stop({ projectId: session.projectId }),
    ]);
    await session.until(() => session.overview?.state === 'idle');
    await session.start();
    await session.until(() => session.overview?.state === 'running');
  });
});
