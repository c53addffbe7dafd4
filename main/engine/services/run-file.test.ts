import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { openIn, testEngine } from '../../../tests/support/test-engine.ts';
import { idOf, TellingHost } from '../../../tests/support/told-hops.ts';
import { writeGraph } from '../../../shared/graph/index.ts';
import { Traces } from '../../tracing/index.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing'], {
  name: 'A shop',
});
const files = {
  'topicraft.json': writeGraph(graph),
  'handlers/web.ts': '// web',
  'handlers/billing.ts': '// billing',
  'schemas/order.json': '{"type": "object"}',
};

async function savedRun(texts: Record<string, string> = files): Promise<string> {
  const file = path.join(await folderWith({}), 'traces.sqlite');
  const traces = await Traces.open({ file, ringBytes: 64 * 1024 * 1024, budget: 1 });
  const session = await traces.call(
    'beginSession',
    { log: 'log', target: 'embedded', seed: 1, startedMs: 1 },
    ['web', 'billing'].map((id) => ({ id, name: id })),
    [{ id: 'orders', name: 'orders', kafkaName: 'orders' }],
  );
  await traces.call('hostStarted', session, 1, 'shop');
  const host = new TellingHost();
  const order = host.produces('web', 'orders', 'order');
  host.ends(host.begins('billing', [order]));
  await traces.call('take', session, 1, host.take(), 0);
  await traces.call('endSession', session, host.nowMs);
  const saved = await traces.call('saveRun', session, texts);
  await traces.close();
  return Buffer.from(saved?.bytes ?? new Uint8Array()).toString('base64');
}

describe('a saved run', () => {
  it('becomes a project of its own, with the run among its past ones, and trust in nothing', async () => {
    const { client, projectsFolder } = await testEngine();
    const opened = await client.tracing.openRun({ folder: 'theirs', content: await savedRun() });
    if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
    const { project, session } = opened;
    expect(project).toMatchObject({ graph: { name: 'A shop' }, handlers: { 'handlers/billing.ts': '// billing' } });
    expect(await textsIn(path.join(projectsFolder, 'theirs'))).toHaveProperty(['schemas/order.json']);
    const { projectId } = project;
    expect((await client.tracing.overview({ projectId })).sessions).toMatchObject([
      { session, target: 'embedded, from a file', traces: 1, isLive: false },
    ]);
    const life = await client.tracing.life({ projectId, of: { type: 'event', eventId: idOf('order') } });
    expect(life.events).toMatchObject([
      { topic: { id: 'orders' }, node: { id: 'web' }, attempts: [{ node: { id: 'billing' }, outcome: 'done' }] },
    ]);
    await expect(client.session.start({ projectId, target: { type: 'embedded' } })).rejects.toMatchObject({
      code: 'NOT_TRUSTED',
    });

    // From here it goes on to somebody else.
    const { content } = await client.tracing.saveRun({ projectId, session });
    const further = await client.tracing.openRun({ folder: 'further', content });
    expect(further).toMatchObject({ ok: true, project: { graph: { name: 'A shop' } } });
  });

  it.each([
    ['no run', Buffer.from('{}').toString('base64'), 'run-unreadable'],
    ['a run of no project', undefined, 'json-syntax'],
  ])('%s makes nothing', async (_what, content, code) => {
    const { client, projectsFolder } = await testEngine();
    const given = content ?? (await savedRun({ 'topicraft.json': '{' }));
    const opened = await client.tracing.openRun({ folder: 'theirs', content: given });
    expect(opened).toMatchObject({ ok: false, diagnostics: [{ code }] });
    await expect(textsIn(path.join(projectsFolder, 'theirs'))).rejects.toThrow('ENOENT');
  });

  it('writes no file that is none of a project, and none outside of its folder', async () => {
    const { client, projectsFolder } = await testEngine();
    const texts = {
      ...files,
      '../outside.ts': 'x',
      'handlers/../../outside.ts': 'x',
      '.git/hooks/x': 'x',
      'a.sh': 'x',
    };
    const opened = await client.tracing.openRun({ folder: 'theirs', content: await savedRun(texts) });
    const written = opened.ok ? Object.keys(await textsIn(projectsFolder)) : [];
    for (const file of written) expect(file).toMatch(/^theirs\/(handlers|schemas|topicraft|tsconfig)/);
  });

  it('is of a run that is kept', async () => {
    const { client } = await testEngine();
    const { projectId } = await openIn(client, await projectWith(graph, files));
    await expect(client.tracing.saveRun({ projectId, session: 9 })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });
});
