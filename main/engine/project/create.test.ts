import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeGraph } from '../../../shared/graph/index.ts';
import { graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, textsIn } from '../../../tests/support/project-folder.ts';
import { createProject } from './create.ts';
import { writeHandlerTypes } from './editor-files.ts';

const graph = graphOf([producer('web'), topic('orders', { schema: 'schemas/order.json' })], ['web > orders']);
const files = new Map([
  ['handlers/web.ts', 'export {};'],
  ['schemas/order.json', '{"type": "string"}'],
]);

async function place(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'topicraft-new-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('createProject', () => {
  it('makes a project that editors understand, and loads it', async () => {
    const folder = path.join(await place(), 'deep/shop');
    const created = await createProject(folder, { graph, files });
    expect(created).toMatchObject({ ok: true, project: { folder, graph, diagnostics: [] } });
    const texts = await textsIn(folder);
    expect(Object.keys(texts).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'handlers/web.ts',
      'schemas/order.json',
      'topicraft.d.ts',
      'topicraft.json',
      'topicraft.layout.json',
      'tsconfig.json',
    ]);
    expect(texts['topicraft.json']).toBe(writeGraph(graph));
    expect(texts['topicraft.d.ts']).toContain('type OrdersValue = string;');
    if (created.ok) expect(await writeHandlerTypes(created.project)).toEqual([]);
  });

  it('follows a link to its folder', async () => {
    const folder = await place();
    await symlink(folder, path.join(await place(), 'link'));
    expect(await createProject(folder, { graph, files })).toMatchObject({ ok: true, project: { folder } });
  });

  it('overwrites nothing', async () => {
    const folder = await folderWith({ 'notes.txt': 'mine' });
    expect(await createProject(folder, { graph })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'folder-not-empty' }],
    });
    expect(await textsIn(folder)).toEqual({ 'notes.txt': 'mine' });
  });

  it('writes nothing outside', async () => {
    const folder = await place();
    expect(await createProject(folder, { graph, files: new Map([['../x', '']]) })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'unsafe-path' }],
    });
    expect(await textsIn(folder)).toEqual({});
  });
});

describe('writeHandlerTypes', () => {
  it('leaves a file that it cannot read as it is, and warns', async () => {
    const outside = await folderWith({ 'types.d.ts': 'mine' });
    const folder = path.join(await place(), 'shop');
    const created = await createProject(folder, { graph, files });
    if (!created.ok) throw new Error('not created');
    await rm(path.join(folder, 'topicraft.d.ts'));
    await symlink(path.join(outside, 'types.d.ts'), path.join(folder, 'topicraft.d.ts'));
    expect(await writeHandlerTypes(created.project)).toMatchObject([
      { severity: 'warning', code: 'file-leaves-folder' },
    ]);
    expect(await textsIn(outside)).toEqual({ 'types.d.ts': 'mine' });
  });
});
