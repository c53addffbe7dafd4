import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeGraph } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { advanceUntil, ManualClock } from '../../../tests/support/manual-clock.ts';
import { projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { openIn, testEngine, type TestEngine } from '../../../tests/support/test-engine.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing']);
const files = { 'handlers/web.ts': '// web', 'package.json': '{}' };

async function journalsOf({ stateFolder }: Pick<TestEngine, 'stateFolder'>): Promise<string[]> {
  const names = await readdir(path.join(stateFolder, 'journals')).catch(() => []);
  return names.filter((name) => name.endsWith('.json'));
}

/** Resolves when the journal says so: the engine writes it while the test goes on. */
async function journalSays(engine: Pick<TestEngine, 'stateFolder'>, text: string): Promise<void> {
  for (;;) {
    const [name] = await journalsOf(engine);
    const file = path.join(engine.stateFolder, 'journals', name ?? 'none');
    if ((await readFile(file, 'utf8').catch(() => '')).includes(text)) return;
  }
}

/** An engine that dies: the one after it gets the same folders, and what was in memory is gone. */
async function crashed(edit: (opened: { engine: TestEngine; projectId: string; clock: ManualClock }) => Promise<void>) {
  const folder = await projectWith(graph, files);
  const clock = new ManualClock();
  const engine = await testEngine({ clock });
  const { projectId } = await openIn(engine.client, folder);
  await edit({ engine, projectId, clock });
  const { stateFolder } = engine;
  return { folder, stateFolder, next: () => testEngine({ stateFolder }) };
}

async function crashedWithEdit() {
  return await crashed(async ({ engine, projectId, clock }) => {
    const { projects } = engine.client;
    await projects.apply({ projectId, revision: 0, command: { type: 'remove', ids: ['billing'] } });
    const command = { type: 'write-handler-file' as const, file: 'handlers/web.ts', text: '// mine' };
    await projects.apply({ projectId, revision: 1, command });
    await projects.writeFile({ projectId, revision: 2, file: 'package.json', text: null });
    await clock.advance(2000);
    await journalSays(engine, '// mine');
  });
}

describe('unsaved edits', () => {
  it('outlive a crash', async () => {
    const { folder, next } = await crashedWithEdit();
    const { client } = await next();
    const { project, projectId, events } = await openIn(client, folder);
    expect(project).toMatchObject({
      recovered: true,
      unsaved: ['handlers/web.ts', 'package.json', 'topicraft.json'],
      handlers: { 'handlers/web.ts': '// mine' },
    });
    expect(project.packageJson).toBeUndefined();
    expect(project.graph.nodes.map(({ id }) => id)).toEqual(['web', 'orders']);
    expect(await client.projects.save({ projectId })).toMatchObject({ ok: true });
    await events.next('unsaved', ({ files: left }) => left.length === 0);
    expect(await client.projects.open({ folder })).toMatchObject({ project: { recovered: false } });
  });

  it('are in the journal within two seconds of an edit, for their owner alone', async () => {
    const { stateFolder } = await crashedWithEdit();
    const [name = ''] = await journalsOf({ stateFolder });
    if (process.platform === 'win32') return;
    expect((await stat(path.join(stateFolder, 'journals', name))).mode & 0o777).toBe(0o600);
  });

  it('are in conflict with what was changed on disk meanwhile, and write over none of it', async () => {
    const { folder, next } = await crashedWithEdit();
    await writeFile(path.join(folder, 'handlers/web.ts'), '// theirs');
    await writeFile(path.join(folder, 'topicraft.json'), writeGraph({ ...graph, name: 'theirs' }));
    const { client } = await next();
    const { project, projectId, events } = await openIn(client, folder);
    expect(project).toMatchObject({ recovered: true, handlers: { 'handlers/web.ts': '// mine' } });
    const { conflicts } = await events.next('conflicts');
    expect(conflicts.map(({ file }) => file).toSorted()).toEqual(['handlers/web.ts', 'topicraft.json']);
    expect(await client.projects.save({ projectId })).toMatchObject({ ok: false });
    expect((await textsIn(folder))['handlers/web.ts']).toBe('// theirs');
  });

  it('are none where they have been saved after all', async () => {
    const { folder, next } = await crashedWithEdit();
    await writeFile(path.join(folder, 'handlers/web.ts'), '// mine');
    await rm(path.join(folder, 'package.json'));
    const without = { ...graph, nodes: graph.nodes.slice(0, 2), edges: graph.edges.slice(0, 1) };
    await writeFile(path.join(folder, 'topicraft.json'), writeGraph(without));
    const { client } = await next();
    const { project } = await openIn(client, folder);
    expect(project).toMatchObject({ recovered: false, unsaved: [] });
  });

  it('wait in their journal as long as the project cannot be opened', async () => {
    const { folder, next, stateFolder } = await crashedWithEdit();
    await writeFile(path.join(folder, 'topicraft.json'), '{');
    const { client } = await next();
    expect(await client.projects.open({ folder })).toMatchObject({ ok: false });
    expect(await journalsOf({ stateFolder })).toHaveLength(1);
    await writeFile(path.join(folder, 'topicraft.json'), writeGraph(graph));
    expect(await client.projects.open({ folder })).toMatchObject({ project: { recovered: true } });
  });

  it('stay in their journal when the engine closes, and when it is recovered and closes again', async () => {
    const { folder, next } = await crashedWithEdit();
    for (let round = 0; round < 2; round += 1) {
      const { client, engine } = await next();
      const { project } = await openIn(client, folder);
      expect(project.recovered).toBe(true);
      await engine.close();
    }
  });

  it('are written at once when the engine closes', async () => {
    const { folder, next } = await crashed(async ({ engine, projectId }) => {
      const edit = { projectId, revision: 0, file: 'package.json', text: '{"a": 1}' };
      await engine.client.projects.writeFile(edit);
      await engine.engine.close();
    });
    const { project } = await openIn((await next()).client, folder);
    expect(project).toMatchObject({ recovered: true, packageJson: '{"a": 1}' });
  });
});

describe('a journal', () => {
  it('is gone after a save, a revert, a close, and once nothing is unsaved', async () => {
    const ends = ['save', 'revert', 'close', 'undo'] as const;
    for (const end of ends) {
      const { stateFolder } = await crashed(async ({ engine, projectId, clock }) => {
        const { projects } = engine.client;
        await projects.writeFile({ projectId, revision: 0, file: 'package.json', text: '{"a": 1}' });
        await clock.advance(2000);
        await journalSays(engine, 'a');
        if (end !== 'undo') {
          await projects[end]({ projectId });
          return;
        }
        await projects.writeFile({ projectId, revision: 1, file: 'package.json', text: '{}' });
        await clock.advance(2000);
        await projects.save({ projectId });
      });
      expect(await journalsOf({ stateFolder })).toEqual([]);
    }
  });

  it.each([
    ['no JSON', () => '{"format": 1, "files": ['],
    ['of another format', (text: string) => text.replace('"format":1', '"format":2')],
    ['of another folder', (text: string) => text.replace('"folder":"', '"folder":"/elsewhere')],
    ['with a path that leads out', (text: string) => text.replace('handlers/web.ts', '../../web.ts')],
    ['with a file that is none of a project', (text: string) => text.replace('handlers/web.ts', '.git/config')],
    ['with a graph that is none', (text: string) => text.replace(String.raw`{\"format\":1`, String.raw`{\"format\":7`)],
  ])('that is not understood is set aside, and the project opens as it is on disk: %s', async (_what, damage) => {
    const { folder, next, stateFolder } = await crashedWithEdit();
    const [name = ''] = await journalsOf({ stateFolder });
    const file = path.join(stateFolder, 'journals', name);
    const damaged = damage(await readFile(file, 'utf8'));
    await writeFile(file, damaged);
    const { client } = await next();
    const { project } = await openIn(client, folder);
    expect(project).toMatchObject({ recovered: false, unsaved: [], graph });
    expect(await readFile(`${file}.broken`, 'utf8')).toBe(damaged);
  });

  it('that cannot be written is a warning, not a lost edit', async () => {
    const clock = new ManualClock();
    const { client, stateFolder } = await testEngine({ clock });
    const { projectId, events } = await openIn(client, await projectWith(graph, files));
    await writeFile(path.join(stateFolder, 'journals'), 'a file where the folder belongs');
    await client.projects.writeFile({ projectId, revision: 0, file: 'package.json', text: '{"a": 1}' });
    const warned = events.next('diagnostics', ({ diagnostics }) =>
      diagnostics.some(({ code }) => code === 'journal-unwritable'),
    );
    await advanceUntil(clock, warned);
    expect(await client.projects.save({ projectId })).toMatchObject({ ok: true });
  });

  it('that cannot be read keeps no project from opening, and is told', async () => {
    const { stateFolder } = await testEngine();
    await writeFile(stateFolder, 'a file where the folder belongs');
    const { client } = await testEngine({ stateFolder });
    const { events } = await openIn(client, await projectWith(graph, files));
    const warned = await events.next('diagnostics', ({ diagnostics }) =>
      diagnostics.some(({ code }) => code === 'journal-unwritable'),
    );
    expect(warned.diagnostics.find(({ code }) => code === 'journal-unwritable')?.severity).toBe('warning');
  });
});
