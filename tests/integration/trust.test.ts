import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeGraph } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith, writeProject } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const shop = producer('shop');
const nodes = [shop, topic('orders'), consumer('billing')];
const graph = graphOf(nodes, ['shop > orders > billing']);

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { value: tick.payload });
});
`,
  'handlers/billing.ts': saying('as deployed'),
};

function saying(what: string): string {
  return `import { defineConsumer } from 'topicraft';
export default defineConsumer((event, { log }) => {
  log.info('${what}: ' + event.value);
});
`;
}

async function runShop(texts: Record<string, string> = files): Promise<{ session: WatchedSession; folder: string }> {
  const folder = await projectWith(graph, texts);
  const session = await WatchedSession.open(folder);
  await session.start();
  return { session, folder };
}

async function send({ client, projectId }: WatchedSession, payload: string): Promise<void> {
  await client.session.sendNow({ projectId, producer: 'shop', payload });
}

async function said(session: WatchedSession, message: string): Promise<void> {
  await session.until(() => session.logs.some((entry) => entry.message === message));
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** Another program adds a node and a topic, and changes a handler, all at once, as `git pull` does. */
async function pull(folder: string): Promise<string> {
  const mark = path.join(folder, 'mark');
  const grown = graphOf([...nodes, topic('extra'), consumer('alarm')], ['shop > orders > billing', 'orders > alarm']);
  await writeProject(folder, {
    'handlers/alarm.ts': `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(mark)}, '');
${saying('alarm')}`,
    'handlers/billing.ts': saying('as pulled'),
  });
  await writeFile(path.join(folder, 'topicraft.json'), writeGraph(grown));
  return mark;
}

describe('what another program changes while a project runs', () => {
  it('is listed, taken into the drawing, and not run until it is deployed', async () => {
    const { session, folder } = await runShop();
    const mark = await pull(folder);
    const waiting = await session.until(() => {
      const changed = session.overview?.changedOutside ?? [];
      return changed.length === 2 && changed;
    });
    expect(waiting).toEqual(['handlers/alarm.ts', 'handlers/billing.ts']);
    // The drawing is followed, which says that the change has been taken over.
    await session.until(() => session.topic('extra')?.state === 'idle');
    await send(session, 'first');
    await said(session, 'as deployed: first');
    expect(session.consumer('alarm')).toMatchObject({ state: 'stopped', deployment: 'new' });
    expect(session.consumer('billing')).toMatchObject({ deployment: 'edited' });
    expect(await isThere(mark)).toBe(false);

    const { client, projectId } = session;
    expect((await client.session.deploy({ projectId })).deployed.toSorted()).toEqual(['alarm', 'billing']);
    await session.until(() => session.overview?.changedOutside === undefined);
    await send(session, 'second');
    await said(session, 'as pulled: second');
    await said(session, 'alarm: second');
    expect(await isThere(mark)).toBe(true);
  });

  it('is deployed node by node, and a node that is started by itself is one', async () => {
    const { session, folder } = await runShop();
    const mark = await pull(folder);
    await session.until(() => session.overview?.changedOutside?.length === 2);
    const { client, projectId } = session;
    await client.session.deploy({ projectId, node: 'billing' });
    await session.until(() => session.overview?.changedOutside?.length === 1);
    expect(await isThere(mark)).toBe(false);
    await client.session.setNodeRunning({ projectId, node: 'alarm', running: true });
    await session.until(() => session.overview?.changedOutside === undefined);
    await session.until(() => session.consumer('alarm')?.deployment === 'current');
    expect(await isThere(mark)).toBe(true);
  });

  it('is not what is edited here', async () => {
    const { session } = await runShop();
    await session.edit({ type: 'write-handler-file', file: 'handlers/billing.ts', text: saying('as edited') });
    await session.until(() => session.consumer('billing')?.deployment === 'edited');
    expect(session.overview?.changedOutside).toBeUndefined();
  });
});

describe('trust that is taken back', () => {
  it('ends what runs, its broker too, and keeps it from running again', async () => {
    const { session, folder } = await runShop();
    const [broker = 0] = session.processes.pidsOf('broker');
    expect(() => process.kill(broker, 0)).not.toThrow();
    await session.client.trust.remove({ folder });
    await session.until(() => session.overview?.state === 'idle' && session.overview.broker === 'none');
    expect(() => process.kill(broker, 0)).toThrow('ESRCH');
    await expect(session.start()).rejects.toMatchObject({ code: 'NOT_TRUSTED', data: { folder } });
  });
});

describe('a handler', () => {
  it('has none of the person’s variables, and runs in the project’s folder', async () => {
    // One that stands there anyway. None is set here: threads of this process read the environment at any moment.
    expect(process.env).toHaveProperty('VITEST');
    const look = `import { defineConsumer } from 'topicraft';
import { readFileSync } from 'node:fs';
export default defineConsumer((event, { log }) => {
  const names = readFileSync('/proc/self/environ', 'utf8').split('\\0').map((entry) => entry.split('=')[0]);
  log.info(JSON.stringify({ folder: process.cwd(), own: Object.keys(process.env), names }));
});
`;
    const { session, folder } = await runShop({ ...files, 'handlers/billing.ts': look });
    await send(session, 'look');
    const entry = await session.until(() => session.logs.find(({ message }) => message.startsWith('{')));
    const seen = JSON.parse(entry.message) as { folder: string; own: string[]; names: string[] };
    expect(seen).toMatchObject({ folder, own: [] });
    expect(seen.names).toContain('PATH');
    expect(seen.names).not.toContain('VITEST');
    const listed = ['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot'];
    // Node's own way to the process that started it.
    const ofNode = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', ''];
    expect(seen.names.filter((name) => ![...listed, ...ofNode].includes(name))).toEqual([]);
  });
});
