import { chmod, mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyLayout, writeGraph, writeLayout } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { loadProject } from './load.ts';
import type { LoadedProject } from './project.ts';
import { saveProject, type ProjectContent } from './save.ts';
import { writeFiles } from './write-files.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing']);
const changed = { ...graph, name: 'changed' };
const moved = { ...emptyLayout, nodes: { web: { x: 5, y: 5 } } };

async function load(folder: string): Promise<LoadedProject> {
  const result = await loadProject(folder);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.project;
}

async function save(project: LoadedProject, content: ProjectContent) {
  const result = await saveProject(project, content);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result;
}

async function refusal(project: LoadedProject, content: ProjectContent): Promise<string[]> {
  const result = await saveProject(project, content);
  return result.ok ? [] : result.diagnostics.map(({ code, place }) => `${code} ${place.file}`);
}

describe('saveProject', () => {
  it('writes only the layout where only a node has moved, however the graph is formatted', async () => {
    const byHand = JSON.stringify(graph);
    const folder = await folderWith({ 'topicraft.json': byHand });
    const saved = await save(await load(folder), { graph: structuredClone(graph), layout: moved });
    expect(saved.written).toEqual(['topicraft.layout.json']);
    expect(await textsIn(folder)).toEqual({ 'topicraft.json': byHand, 'topicraft.layout.json': writeLayout(moved) });
  });

  it('touches no file that stays the same', async () => {
    const folder = await projectWith(graph, { 'handlers/web.ts': 'a', 'handlers/billing.ts': 'b' });
    const long = new Date(0);
    for (const file of ['topicraft.json', 'handlers/web.ts']) await utimes(path.join(folder, file), long, long);
    const project = await load(folder);
    const saved = await save(project, {
      graph,
      handlers: new Map([...project.handlers, ['handlers/billing.ts', 'new']]),
    });
    expect(saved.written).toEqual(['handlers/billing.ts']);
    expect((await stat(path.join(folder, 'topicraft.json'))).mtimeMs).toBe(0);
    expect((await stat(path.join(folder, 'handlers/web.ts'))).mtimeMs).toBe(0);
  });

  it('adds and removes handler files, keeps modes, and leaves no other file behind', async () => {
    const folder = await projectWith(graph, { 'handlers/web.ts': 'a' });
    await chmod(path.join(folder, 'topicraft.json'), 0o600);
    const handlers = new Map([['handlers/new/deep.ts', 'b']]);
    const saved = await save(await load(folder), { graph: changed, handlers });
    expect(await textsIn(folder)).toEqual({ 'topicraft.json': writeGraph(changed), 'handlers/new/deep.ts': 'b' });
    expect((await stat(path.join(folder, 'topicraft.json'))).mode & 0o777).toBe(0o600);
    expect(await load(folder)).toMatchObject({ graph: saved.project.graph, handlers: saved.project.handlers });
  });

  it('goes on from a saved project', async () => {
    const folder = await projectWith(graph);
    const once = await save(await load(folder), { graph: changed });
    const twice = await save(once.project, { graph });
    expect((await textsIn(folder))['topicraft.json']).toBe(writeGraph(graph));
    expect((await save(twice.project, { graph })).written).toEqual([]);
  });

  it('writes through a link that stays in the project', async () => {
    const folder = await projectWith(graph, { 'shared.ts': 'a', 'handlers/x.ts': '' });
    await symlink('../shared.ts', path.join(folder, 'handlers/link.ts'));
    const project = await load(folder);
    await save(project, { handlers: new Map([...project.handlers, ['handlers/link.ts', 'b']]) });
    expect(await textsIn(folder)).toMatchObject({ 'shared.ts': 'b' });
  });
});

describe('a save is refused, and nothing is written', () => {
  it('over files that could not be read', async () => {
    const files = { 'topicraft.layout.json': '{"format": 9}', 'handlers/web.ts': new Uint8Array([0xff]) };
    const folder = await projectWith(graph, files);
    const before = await textsIn(folder);
    const content = { graph: changed, layout: moved, handlers: new Map([['handlers/web.ts', 'new']]) };
    expect(await refusal(await load(folder), content)).toEqual([
      'file-refused-on-load handlers/web.ts',
      'file-refused-on-load topicraft.layout.json',
    ]);
    expect(await textsIn(folder)).toEqual(before);
  });

  it('over files that somebody else has changed, made or removed', async () => {
    const folder = await projectWith(graph, { 'handlers/web.ts': 'a', 'handlers/gone.ts': 'a' });
    const project = await load(folder);
    await writeFile(path.join(folder, 'handlers/web.ts'), 'mine');
    await writeFile(path.join(folder, 'handlers/new.ts'), 'mine');
    const handlers = new Map([
      ['handlers/web.ts', 'b'],
      ['handlers/gone.ts', 'a'],
      ['handlers/new.ts', 'b'],
    ]);
    const before = await textsIn(folder);
    expect(await refusal(project, { graph: changed, handlers })).toEqual([
      'file-changed-on-disk handlers/web.ts',
      'file-changed-on-disk handlers/new.ts',
    ]);
    expect(await textsIn(folder)).toEqual(before);
  });

  it.each(['../outside.ts', '/tmp/outside.ts', 'handlers/../../outside.ts', 'handlers\\x.ts', 'handlers/nul'])(
    'to %s',
    async (file) => {
      const project = await load(await projectWith(graph));
      expect(await refusal(project, { handlers: new Map([[file, '']]) })).toEqual([`unsafe-path ${file}`]);
    },
  );

  it('through a folder that is a link out of the project', async () => {
    const outside = await folderWith({});
    const folder = await projectWith(graph);
    const project = await load(folder);
    await symlink(outside, path.join(folder, 'handlers'));
    expect(await refusal(project, { handlers: new Map([['handlers/deep/x.ts', 'a']]) })).toEqual([
      'file-leaves-folder topicraft.json',
    ]);
    expect(await readdir(outside)).toEqual([]);
  });
});

describe('writeFiles', () => {
  it('takes back what it has done where a later file cannot be written', async () => {
    const folder = await folderWith({ 'a.txt': 'old', 'removed.txt': 'old' });
    // A folder in the place of a file: the rename onto it fails when the others are done.
    await mkdir(path.join(folder, 'z.txt/inner'), { recursive: true });
    const changes = [
      { file: 'a.txt', before: 'old', after: 'new' },
      { file: 'made.txt', after: 'new' },
      { file: 'removed.txt', before: 'old' },
      { file: 'z.txt', after: 'new' },
    ];
    await expect(writeFiles(folder, changes)).rejects.toMatchObject({ code: 'write-failed' });
    expect(await textsIn(folder)).toEqual({ 'a.txt': 'old', 'removed.txt': 'old' });
  });
});
