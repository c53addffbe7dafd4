import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyLayout, writeGraph, writeLayout } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { openIn, testEngine } from '../../../tests/support/test-engine.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing']);
const renamed = { ...graph, name: 'theirs' };
const files = { 'handlers/web.ts': '// web', 'handlers/billing.ts': '// billing', 'package.json': '{}' };

async function open(extra: Record<string, string> = {}) {
  const { client } = await testEngine();
  const folder = await projectWith(graph, { ...files, ...extra });
  const { projectId, events } = await openIn(client, folder);
  const { projects } = client;
  const ofProject = { projectId };
  let revision = 0;
  return {
    folder,
    events,
    projects,
    ofProject,
    /** As another program does. */
    put: (file: string, text: string) => writeFile(path.join(folder, file), text),
    /** As this window does. */
    edit: async (file: string, text: string) => {
      const command = { type: 'write-handler-file' as const, file, text };
      ({ revision } = await projects.apply({ projectId, revision, command }));
    },
    saw: (next: number) => {
      revision = next;
    },
  };
}

describe('changes by other programs', () => {
  it('are taken up, and refuse edits that were made before them', async () => {
    const { events, projects, ofProject, put } = await open();
    await put('handlers/web.ts', '// theirs');
    const { reason, project } = await events.next('snapshot');
    expect(reason).toBe('changed-on-disk');
    expect(project).toMatchObject({ revision: 1, unsaved: [], handlers: { 'handlers/web.ts': '// theirs' } });
    const command = { type: 'remove' as const, ids: ['web'] };
    await expect(projects.apply({ ...ofProject, revision: 0, command })).rejects.toMatchObject({ code: 'OUT_OF_DATE' });
    expect(await projects.apply({ ...ofProject, revision: 1, command })).toEqual({ revision: 2 });
  });

  it('may be of any file: graph, layout, schemas, tests, package.json, new and gone', async () => {
    const { folder, events, put } = await open();
    for (const directory of ['schemas', 'tests/deep', 'handlers/lib']) {
      await mkdir(path.join(folder, directory), { recursive: true });
    }
    await put('topicraft.json', writeGraph(renamed));
    await put('topicraft.layout.json', writeLayout({ ...emptyLayout, nodes: { web: { x: 1, y: 2 } } }));
    await put('schemas/a.json', '{');
    await put('tests/deep/a.json', '[]');
    await put('handlers/lib/money.ts', '');
    await rm(path.join(folder, 'handlers/billing.ts'));
    await rm(path.join(folder, 'package.json'));
    const { project } = await events.next('snapshot', ({ project: { packageJson } }) => packageJson === undefined);
    expect(project).toMatchObject({
      graph: renamed,
      layout: { nodes: { web: { x: 1, y: 2 } } },
      handlers: { 'handlers/web.ts': '// web', 'handlers/lib/money.ts': '' },
      schemas: { 'schemas/a.json': '{' },
      tests: { 'tests/deep/a.json': '[]' },
      unsaved: [],
    });
    expect(Object.keys(project.handlers)).toHaveLength(2);
  });

  it('may come by a rename over the file, as editors save', async () => {
    const { folder, events, put } = await open();
    await put('handlers/web.ts~', '// theirs');
    await rename(path.join(folder, 'handlers/web.ts~'), path.join(folder, 'handlers/web.ts'));
    expect((await events.next('snapshot')).project.handlers['handlers/web.ts']).toBe('// theirs');
  });

  it('are not our own saves, nor a document that only looks different', async () => {
    const { events, projects, ofProject, put, edit } = await open();
    await edit('handlers/web.ts', '// mine');
    expect(await projects.save(ofProject)).toMatchObject({ ok: true });
    await put('topicraft.json', JSON.stringify(graph));
    await put('handlers/billing.ts', '// theirs');
    const { project } = await events.next('snapshot');
    // The edit, and the one change: nothing that was saved came back as a change.
    expect(project).toMatchObject({ revision: 2, unsaved: [], handlers: { 'handlers/web.ts': '// mine' } });
  });

  it('leave unsaved edits of other files alone', async () => {
    const { folder, events, projects, ofProject, put, edit } = await open();
    await edit('handlers/web.ts', '// mine');
    await put('handlers/billing.ts', '// theirs');
    const { project } = await events.next('snapshot');
    expect(project.handlers).toEqual({ 'handlers/web.ts': '// mine', 'handlers/billing.ts': '// theirs' });
    expect(project.unsaved).toEqual(['handlers/web.ts']);
    expect(await projects.save(ofProject)).toEqual({ ok: true, written: ['handlers/web.ts'] });
    expect(await textsIn(folder)).toMatchObject(project.handlers);
  });
});

describe('a file that is broken on disk', () => {
  it('is told as a diagnostic while the last good document stays, until it is mended', async () => {
    const { events, put, projects, ofProject } = await open();
    await put('topicraft.json', '{"format": 1,');
    const told = await events.next('diagnostics', ({ diagnostics }) =>
      diagnostics.some(({ code }) => code === 'json-syntax'),
    );
    expect(told.diagnostics.find(({ code }) => code === 'json-syntax')?.place.file).toBe('topicraft.json');
    await put('handlers/web.ts', '// theirs');
    const { project } = await events.next('snapshot');
    expect(project).toMatchObject({ graph, handlers: { 'handlers/web.ts': '// theirs' } });
    expect(await projects.save(ofProject)).toEqual({ ok: true, written: [] });
    await put('topicraft.json', writeGraph(renamed));
    expect((await events.next('snapshot')).project.graph.name).toBe('theirs');
    await events.next('diagnostics', ({ diagnostics }) => diagnostics.every(({ code }) => code !== 'json-syntax'));
  });

  it('drops no handlers where their folder cannot be read', async () => {
    const { folder, events, put } = await open();
    await rename(path.join(folder, 'handlers'), path.join(folder, 'elsewhere'));
    await symlink(await folderWith({}), path.join(folder, 'handlers'));
    await put('package.json', '{"a": 1}');
    const { project } = await events.next('snapshot');
    expect(Object.keys(project.handlers)).toHaveLength(2);
    await events.next('diagnostics', ({ diagnostics }) =>
      diagnostics.some(({ code }) => code === 'file-leaves-folder'),
    );
  });

  it('is written over only after a yes, the layout too', async () => {
    const { folder, events, projects, ofProject } = await open({ 'topicraft.layout.json': '{"format": 99}' });
    const command = { type: 'move-nodes' as const, positions: { web: { x: 1, y: 2 } } };
    await projects.apply({ ...ofProject, revision: 0, command });
    expect(await projects.save(ofProject)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'file-changed-on-disk' }],
    });
    const { conflicts } = await events.next('conflicts');
    expect(conflicts).toMatchObject([{ file: 'topicraft.layout.json', theirs: '{"format": 99}' }]);
    await projects.resolveConflict({ ...ofProject, file: 'topicraft.layout.json', keep: 'mine' });
    expect(await projects.save(ofProject)).toMatchObject({ ok: true, written: ['topicraft.layout.json'] });
    expect((await textsIn(folder))['topicraft.layout.json']).toBe(
      writeLayout({ ...emptyLayout, nodes: { web: { x: 1, y: 2 } } }),
    );
    await events.next('diagnostics', ({ diagnostics }) => diagnostics.every(({ code }) => code !== 'format-newer'));
  });
});

describe('a file that was changed both here and on disk', () => {
  async function conflict() {
    const opened = await open();
    await opened.edit('handlers/web.ts', '// mine');
    await opened.edit('handlers/new.ts', '// new');
    await opened.put('handlers/web.ts', '// theirs');
    const { conflicts } = await opened.events.next('conflicts');
    expect(conflicts).toEqual([{ file: 'handlers/web.ts', mine: '// mine', theirs: '// theirs' }]);
    return opened;
  }

  it('is in conflict, and keeps everything from being saved', async () => {
    const { folder, projects, ofProject } = await conflict();
    const before = await textsIn(folder);
    expect(await projects.save(ofProject)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'file-changed-on-disk', place: { file: 'handlers/web.ts' } }],
    });
    expect(await textsIn(folder)).toEqual(before);
  });

  it('is told again to whoever opens the project then', async () => {
    const { projects, ofProject } = await conflict();
    const stop = new AbortController();
    const stream = await projects.watch(ofProject, { signal: stop.signal });
    const types = [];
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'conflicts') break;
    }
    expect(types[0]).toBe('snapshot');
  });

  it('is mine once I say so, and is saved so', async () => {
    const { folder, events, projects, ofProject } = await conflict();
    await projects.resolveConflict({ ...ofProject, file: 'handlers/web.ts', keep: 'mine' });
    expect((await events.next('conflicts')).conflicts).toEqual([]);
    expect(await projects.save(ofProject)).toEqual({ ok: true, written: ['handlers/web.ts', 'handlers/new.ts'] });
    expect((await textsIn(folder))['handlers/web.ts']).toBe('// mine');
  });

  it('is theirs once I say so', async () => {
    const { events, projects, ofProject } = await conflict();
    await projects.resolveConflict({ ...ofProject, file: 'handlers/web.ts', keep: 'theirs' });
    const { reason, project } = await events.next('snapshot');
    expect(reason).toBe('resolved');
    expect(project).toMatchObject({ handlers: { 'handlers/web.ts': '// theirs' }, unsaved: ['handlers/new.ts'] });
    expect((await events.next('conflicts')).conflicts).toEqual([]);
    expect(await projects.save(ofProject)).toEqual({ ok: true, written: ['handlers/new.ts'] });
  });

  it('is none any more where the other side gives way', async () => {
    const { events, projects, ofProject, put } = await conflict();
    await put('handlers/web.ts', '// web');
    expect((await events.next('conflicts')).conflicts).toEqual([]);
    expect(await projects.save(ofProject)).toMatchObject({ ok: true });
  });

  it('is none where both come to the same', async () => {
    const { events, projects, ofProject, put } = await conflict();
    await put('handlers/web.ts', '// mine');
    expect((await events.next('conflicts')).conflicts).toEqual([]);
    expect(await projects.save(ofProject)).toEqual({ ok: true, written: ['handlers/new.ts'] });
  });

  it('shows what either side has become since', async () => {
    const { events, put, edit } = await conflict();
    await put('handlers/web.ts', '// theirs again');
    await events.next('conflicts', ({ conflicts }) => conflicts[0]?.theirs === '// theirs again');
    await edit('handlers/web.ts', '// mine again');
    const { conflicts } = await events.next('conflicts', ({ conflicts: [first] }) => first?.mine === '// mine again');
    expect(conflicts).toEqual([{ file: 'handlers/web.ts', mine: '// mine again', theirs: '// theirs again' }]);
  });

  it('may be gone on one side', async () => {
    const { folder, events, projects, ofProject, edit } = await open();
    await edit('handlers/web.ts', '// mine');
    await rm(path.join(folder, 'handlers/web.ts'));
    expect((await events.next('conflicts')).conflicts).toEqual([{ file: 'handlers/web.ts', mine: '// mine' }]);
    await projects.resolveConflict({ ...ofProject, file: 'handlers/web.ts', keep: 'theirs' });
    expect((await events.next('snapshot')).project.handlers).toEqual({ 'handlers/billing.ts': '// billing' });
  });

  it('may be the graph', async () => {
    const { events, projects, ofProject, put } = await open();
    await projects.apply({ ...ofProject, revision: 0, command: { type: 'remove', ids: ['billing'] } });
    await put('topicraft.json', writeGraph(renamed));
    const { conflicts } = await events.next('conflicts');
    expect(conflicts).toMatchObject([{ file: 'topicraft.json', theirs: writeGraph(renamed) }]);
    expect(conflicts[0]?.mine).toContain('"test"');
    await projects.resolveConflict({ ...ofProject, file: 'topicraft.json', keep: 'theirs' });
    expect((await events.next('snapshot')).project.graph).toEqual(renamed);
  });

  it('is found at the latest when it would be saved', async () => {
    const { projects, ofProject, put, edit } = await open();
    await edit('handlers/web.ts', '// mine');
    await put('handlers/web.ts', '// theirs');
    expect(await projects.save(ofProject)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'file-changed-on-disk' }],
    });
  });

  it('is what is on disk after a revert, and nothing is unsaved', async () => {
    const { events, projects, ofProject } = await conflict();
    await projects.revert(ofProject);
    const { project } = await events.next('snapshot');
    expect(project).toMatchObject({
      handlers: { 'handlers/web.ts': '// theirs', 'handlers/billing.ts': '// billing' },
      unsaved: [],
    });
    expect((await events.next('conflicts')).conflicts).toEqual([]);
  });
});
