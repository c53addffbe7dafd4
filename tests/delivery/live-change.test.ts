import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Graph, writeGraph } from '../../shared/graph/index.ts';
import { isGeneration } from '../support/ask-broker.ts';
import { consumer, graphOf, producer, service, topic } from '../support/graph-builder.ts';
import { membersOf } from '../support/groups.ts';
import { loaded, projectOf, type RunningSession, runProject } from '../support/running-session.ts';

const toShop = { services: [service('shop')] };
const source = producer('source');
const topics = [topic('orders'), topic('paid', { partitions: 1 }), topic('audited', { partitions: 1 })];
const billing = consumer('billing', { service: 'shop', instances: 2, timeoutMs: 20_000 });
const auditor = consumer('auditor', { service: 'shop', timeoutMs: 20_000 });
const wires = ['source > orders > billing > paid', 'orders > auditor > audited'];

const graph = graphOf([source, ...topics, billing, auditor], wires, toShop);

function passingOn(target: string, version = 1): string {
  return `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit }) => {
  await emit('${target}', { value: { order: event.value, version: ${version} } });
});
`;
}

const files = {
  'handlers/source.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  for (const partition of [0, 1, 2]) await emit('orders', { value: tick.payload ?? 'tick', partition });
});
`,
  'handlers/billing.ts': passingOn('paid'),
  'handlers/auditor.ts': passingOn('audited'),
};

async function runShop(): Promise<RunningSession> {
  return await runProject(await projectOf(graph, files), { target: { type: 'embedded' } });
}

/** Saves another graph and other files into the project, and has the session take them. */
async function change(running: RunningSession, changed: Graph, texts: Record<string, string> = {}) {
  const { folder } = running.project;
  for (const [file, text] of Object.entries({ 'topicraft.json': writeGraph(changed), ...texts })) {
    await writeFile(path.join(folder, file), text);
  }
  return await running.session.change(await loaded(folder));
}

/** Sends one order to each partition, and waits until these consumers are done with them. */
async function send(running: RunningSession, order: string, ...consumers: string[]): Promise<void> {
  const outcome = await running.session.sendNow('source', order);
  if (!outcome.ok) throw new Error(outcome.message);
  for (const node of consumers) {
    for (const eventId of outcome.eventIds) {
      await running.report('handled', (report) => report.node === node && report.eventId === eventId);
    }
  }
}

async function valuesIn(running: RunningSession, name: string): Promise<{ order: string; version: number }[]> {
  return (await running.read(name)).map(({ value }) => JSON.parse(value ?? '{}') as { order: string; version: number });
}

/** Where the members of a group stand, as they say themselves. */
function placesOf(running: RunningSession, node: string) {
  const latest = new Map(
    running.reports('member-joined').flatMap((joined) => (joined.node === node ? [[joined.instance, joined]] : [])),
  );
  return [...latest.values()].map(({ group, memberId, generation }) => ({
    groupId: group,
    memberId,
    generationId: generation,
  }));
}

/** Remembers the members of these consumers; afterwards the broker must know the very same, in the very same generation. */
async function rememberMembers(running: RunningSession, ...nodes: string[]): Promise<() => Promise<void>> {
  const before = nodes.map((node) => ({ node, places: placesOf(running, node) }));
  const expectSame = async (): Promise<void> => {
    for (const { node, places } of before) {
      expect(await membersOf(running, node)).toEqual(places.map(({ memberId }) => memberId).sort());
      for (const place of places)
        expect({ ...place, stands: await isGeneration(running.bootstrap, place) }).toEqual({ ...place, stands: true });
      expect(placesOf(running, node)).toEqual(places);
    }
  };
  await expectSame();
  return expectSame;
}

describe('a running session', () => {
  it('takes a consumer in and lets it go again, and the members of the others stay', async () => {
    const running = await runShop();
    await send(running, 'one', 'billing', 'auditor');
    const expectSame = await rememberMembers(running, 'billing', 'auditor');
    const started = running.reports('worker-started').length;

    const mailed = topic('mailed', { partitions: 1 });
    const inTheShop = consumer('mailer', { service: 'shop', timeoutMs: 20_000 });
    const alone = consumer('archive', { timeoutMs: 20_000 });
    const added = await change(
      running,
      graphOf(
        [source, ...topics, billing, auditor, mailed, inTheShop, alone],
        [...wires, 'orders > mailer > mailed', 'orders > archive > mailed'],
        toShop,
      ),
      { 'handlers/mailer.ts': passingOn('mailed'), 'handlers/archive.ts': passingOn('mailed', 2) },
    );
    expect(added.ok).toBe(true);
    expect(added.actions.map(({ type }) => type).sort()).toEqual(['add-node', 'add-topic', 'start-service']);
    await send(running, 'two', 'billing', 'auditor', 'mailer', 'archive');
    await expectSame();
    // They read from the beginning.
    expect((await valuesIn(running, 'mailed')).map(({ order, version }) => `${order} ${version}`).sort()).toEqual([
      'one 1',
      'one 1',
      'one 1',
      'one 2',
      'one 2',
      'one 2',
      'two 1',
      'two 1',
      'two 1',
      'two 2',
      'two 2',
      'two 2',
    ]);
    expect(running.session.statistics().map(({ source, target, events }) => `${source} ${target} ${events}`)).toContain(
      'orders mailer 6',
    );

    const removed = await change(running, graph);
    expect(removed.actions.map(({ type }) => type).sort()).toEqual(['end-service', 'remove-node', 'remove-topic']);
    await send(running, 'three', 'billing', 'auditor');
    await expectSame();
    expect(await membersOf(running, 'mailer')).toEqual([]);
    expect(await membersOf(running, 'archive')).toEqual([]);
    expect(await valuesIn(running, 'mailed')).toHaveLength(12);
    const nodes = running
      .reports('worker-started')
      .slice(started)
      .map(({ node }) => node);
    expect(nodes.sort()).toEqual(['archive', 'mailer']);
    expect(running.reports('host-lost')).toEqual([]);
  });

  it('takes another handler over between events, without a rebalance', async () => {
    const running = await runShop();
    await send(running, 'one', 'billing', 'auditor');
    const expectSame = await rememberMembers(running, 'billing', 'auditor');
    const outcome = await change(running, graph, { 'handlers/billing.ts': passingOn('paid', 2) });
    expect(outcome.actions.map((action) => action.type)).toEqual(['swap-handler']);
    await send(running, 'two', 'billing', 'auditor');
    await expectSame();
    expect((await valuesIn(running, 'paid')).map(({ order, version }) => `${order} ${version}`).sort()).toEqual([
      'one 1',
      'one 1',
      'one 1',
      'two 2',
      'two 2',
      'two 2',
    ]);
    expect((await valuesIn(running, 'audited')).map(({ version }) => version)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('leaves the old handler running where the new one does not compile or load', async () => {
    const running = await runShop();
    const expectSame = await rememberMembers(running, 'billing', 'auditor');
    const broken = await change(running, graph, {
      'handlers/billing.ts': `import { defineConsumer } from 'topicraft';\nexport default defineConsumer(async (event => {\n`,
    });
    expect(broken).toMatchObject({ ok: true, actions: [] });
    expect(broken.diagnostics).toMatchObject([
      {
        code: 'handler.does-not-compile',
        severity: 'error',
        place: { element: 'billing', file: 'handlers/billing.ts' },
      },
    ]);
    expect(broken.diagnostics[0]?.place.line).toBeGreaterThan(1);
    await send(running, 'one', 'billing');
    const throwing = `${passingOn('paid', 3)}\nthrow new Error('not today');\n`;
    const { diagnostics } = await change(running, graph, { 'handlers/billing.ts': throwing });
    expect(diagnostics).toMatchObject([{ code: 'handler.does-not-load', place: { element: 'billing' } }]);
    expect(diagnostics[0]?.message).toContain('handlers/billing.ts:6:7');
    await send(running, 'two', 'billing', 'auditor');
    await expectSame();
    expect((await valuesIn(running, 'paid')).map(({ version }) => version)).toEqual([1, 1, 1, 1, 1, 1]);

    await rm(path.join(running.project.folder, 'handlers/billing.ts'));
    const missing = await change(running, graph);
    expect(missing).toMatchObject({ ok: false, actions: [], diagnostics: [{ code: 'plan.handler-missing' }] });
    await send(running, 'three', 'billing', 'auditor');
    await expectSame();

    await change(running, graph, { 'handlers/billing.ts': passingOn('paid', 4) });
    await send(running, 'four', 'billing', 'auditor');
    await expectSame();
    expect((await valuesIn(running, 'paid')).at(-1)).toEqual({ order: 'four', version: 4 });
  });

  it('has instances join and leave, and those that were there stay members', async () => {
    const running = await runShop();
    await send(running, 'one', 'billing', 'auditor');
    const expectSame = await rememberMembers(running, 'auditor');
    const before = await membersOf(running, 'billing');
    expect(before).toHaveLength(2);

    const more = graphOf([source, ...topics, { ...billing, instances: 3 }, auditor], wires, toShop);
    expect((await change(running, more)).actions.map(({ type }) => type)).toEqual(['change-instances']);
    await send(running, 'two', 'billing', 'auditor');
    const during = await membersOf(running, 'billing');
    expect(during).toHaveLength(3);
    expect(during).toEqual(expect.arrayContaining(before));

    const fewer = graphOf([source, ...topics, { ...billing, instances: 1 }, auditor], wires, toShop);
    expect((await change(running, fewer)).actions.map(({ type }) => type)).toEqual(['change-instances']);
    await send(running, 'three', 'billing', 'auditor');
    const after = await membersOf(running, 'billing');
    expect(after).toHaveLength(1);
    expect(before).toEqual(expect.arrayContaining(after));
    await expectSame();
    expect((await valuesIn(running, 'paid')).map(({ order }) => order).sort()).toEqual([
      'one',
      'one',
      'one',
      'three',
      'three',
      'three',
      'two',
      'two',
      'two',
    ]);
  });

  it('takes delivery, wiring and triggers over live', async () => {
    const running = await runShop();
    const expectSame = await rememberMembers(running, 'billing', 'auditor');
    const skipping = { ...billing, retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 }, concurrency: 2 };
    const rewired = graphOf([source, ...topics, skipping, auditor], [...wires, 'billing > audited'], toShop);
    const outcome = await change(running, rewired, { 'handlers/billing.ts': passingOn('audited', 9) });
    expect(outcome.actions.map(({ type }) => type).sort()).toEqual([
      'change-delivery',
      'change-publishes',
      'swap-handler',
    ]);
    await send(running, 'one', 'billing', 'auditor');
    expect((await valuesIn(running, 'audited')).map(({ version }) => `${version}`).sort()).toEqual([
      '1',
      '1',
      '1',
      '9',
      '9',
      '9',
    ]);

    const ticking = producer('source', { trigger: { type: 'interval', everyMs: 5 } });
    const paced = graphOf([ticking, ...topics, skipping, auditor], [...wires, 'billing > audited'], toShop);
    expect((await change(running, paced)).actions.map(({ type }) => type)).toEqual(['restart-node']);
    // Ticks count on: the one by hand was the first.
    expect((await running.report('tick-started', ({ index }) => index > 0)).index).toBe(1);
    await running.report('handled', ({ node, offset }) => node === 'billing' && offset === '3');
    await expectSame();
  });

  it('heartbeats while handlers take longer than a session may time out, and while events wait to be tried again', async () => {
    const longerThanSessionMs = 12_000;
    const running = await runProject(
      await projectOf(
        graphOf(
          [
            source,
            ...topics,
            { ...billing, timeoutMs: 60_000 },
            {
              ...auditor,
              retry: { limit: 1, backoffMs: longerThanSessionMs, factor: 1, maxBackoffMs: longerThanSessionMs },
            },
          ],
          wires,
          toShop,
        ),
        {
          ...files,
          // The thread itself stands still.
          'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer((event) => {
  if (event.partition === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${longerThanSessionMs});
});
`,
          'handlers/auditor.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer((event, { attempt }) => {
  if (event.partition === 0 && attempt === 1) throw new Error('not yet');
});
`,
        },
      ),
      { target: { type: 'embedded' } },
    );
    const expectSame = await rememberMembers(running, 'billing', 'auditor');
    await send(running, 'one', 'billing', 'auditor');
    await expectSame();
    expect(running.reports('fault')).toEqual([]);
  });
});
