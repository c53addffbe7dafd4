import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeGraph, writeLayout } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith } from '../../../tests/support/project-folder.ts';
import { loadProject } from './load.ts';
import type { LoadedProject } from './project.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing']);
const layout = { format: 1 as const, nodes: { web: { x: 1, y: 2 } }, services: {} };

async function load(folder: string): Promise<LoadedProject> {
  const result = await loadProject(folder);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.project;
}

async function refusal(folder: string): Promise<string[]> {
  const result = await loadProject(folder);
  return result.ok ? [] : result.diagnostics.map(({ code }) => code);
}

function found(project: LoadedProject): string[] {
  return project.diagnostics.map(({ code, severity, place }) => `${severity} ${code} ${place.file}`);
}

describe('loadProject', () => {
  it('reads all that a project has', async () => {
    const folder = await projectWith(graph, {
      'topicraft.layout.json': writeLayout(layout),
      'handlers/web.ts': 'export default 1;',
      'handlers/lib/deep/money.ts': '',
      'handlers/notes.md': 'not code',
      'handlers/.cache/x.ts': '',
      'schemas/order.json': '{"type": "object"}',
      'tests/first.json': '[1]',
      'package.json': '{"dependencies": {}}',
    });
    const project = await load(folder);
    expect(project).toMatchObject({ folder, graph, layout, packageJson: { dependencies: {} }, diagnostics: [] });
    expect([...project.handlers.keys()]).toEqual(['handlers/lib/deep/money.ts', 'handlers/web.ts']);
    expect([...project.schemas]).toEqual([['schemas/order.json', { type: 'object' }]]);
    expect([...project.tests]).toEqual([['tests/first.json', [1]]]);
  });

  it('needs nothing but topicraft.json', async () => {
    const project = await load(await projectWith(graph));
    expect(project.layout.nodes).toEqual({});
    expect(project.handlers.size).toBe(0);
  });

  it('takes a byte order mark and CRLF', async () => {
    const folder = await folderWith({ 'topicraft.json': `\uFEFF${writeGraph(graph).replaceAll('\n', '\r\n')}` });
    expect((await load(folder)).graph).toEqual(graph);
  });
});

describe('a folder without a project', () => {
  it.each([
    ['there is none', {}, 'nowhere', 'folder-missing'],
    ['it is a file', { file: '' }, 'file', 'folder-missing'],
    ['it has no topicraft.json', {}, '.', 'file-missing'],
  ])('is refused: %s', async (_why, files, at, code) => {
    expect(await refusal(path.join(await folderWith(files), at))).toEqual([code]);
  });
});

describe('a topicraft.json that cannot be read', () => {
  const text = writeGraph(graph);
  it.each([
    ['truncated', text.slice(0, 200), 'json-syntax'],
    ['empty', '', 'json-syntax'],
    ['a conflict of a merge', `<<<<<<< HEAD\n${text}`, 'json-syntax'],
    ['of wrong types', text.replace('"partitions": 3', '"partitions": "3"'), 'document-invalid'],
    ['with an unknown field', text.replace('"settings"', '"extra": 1, "settings"'), 'document-invalid'],
    ['of a newer format', text.replace('"format": 1', '"format": 99'), 'format-newer'],
    ['with __proto__', text.replace('"settings": {}', '"settings": {"__proto__": {"seed": 1}}'), 'json-forbidden-key'],
    ['with a handler outside', text.replace('handlers/web.ts', '../../etc/passwd'), 'unsafe-path'],
    ['with an absolute handler', text.replace('handlers/web.ts', '/etc/passwd'), 'unsafe-path'],
    ['with backslashes', text.replace('handlers/web.ts', 'handlers\\\\web.ts'), 'unsafe-path'],
    ['with a NUL', text.replace('handlers/web.ts', 'handlers/web\\u0000.ts'), 'unsafe-path'],
    ['with a device', text.replace('handlers/web.ts', 'handlers/nul.ts'), 'unsafe-path'],
    ['nested deeply', '[1,'.repeat(100_000), 'json-too-deep'],
    ['Latin-1', new Uint8Array([0x22, 0xe9, 0x22]), 'file-not-utf8'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00]), 'file-not-utf8'],
  ])('is refused: %s', async (_what, content, code) => {
    expect(await refusal(await folderWith({ 'topicraft.json': content }))).toEqual([code]);
  });

  it('is refused: a folder in its place', async () => {
    expect(await refusal(await folderWith({ 'topicraft.json/x': '' }))).toEqual(['file-not-regular']);
  });

  it('is refused: a link that leads out', async () => {
    const outside = await projectWith(graph);
    const folder = await folderWith({});
    await symlink(path.join(outside, 'topicraft.json'), path.join(folder, 'topicraft.json'));
    expect(await refusal(folder)).toEqual(['file-leaves-folder']);
  });

  it('is refused: a link that leads nowhere', async () => {
    const folder = await folderWith({});
    await symlink('gone.json', path.join(folder, 'topicraft.json'));
    expect(await refusal(folder)).toEqual(['file-unreadable']);
  });

  it('is refused: too large', async () => {
    const folder = await folderWith({ 'topicraft.json': Buffer.alloc(16 * 1024 * 1024 + 1, ' ') });
    expect(await refusal(folder)).toEqual(['file-too-large']);
  });
});

describe('another file that cannot be read', () => {
  it('is left out, named, and kept from being written', async () => {
    const folder = await projectWith(graph, {
      'topicraft.layout.json': '{"format": 9}',
      'handlers/web.ts': new Uint8Array([0xff]),
      'handlers/folder.ts/x.md': '',
      'schemas/order.json': '{"type": ',
      'tests/a.json': '{"a": 1, "a": 2}',
      'package.json': '{"__proto__": {}}',
    });
    const project = await load(folder);
    expect(found(project)).toEqual([
      'warning format-newer topicraft.layout.json',
      'error file-not-regular handlers/folder.ts',
      'error file-not-utf8 handlers/web.ts',
      'error json-syntax schemas/order.json',
      'error json-duplicate-key tests/a.json',
      'error json-forbidden-key package.json',
    ]);
    expect([...project.unreadable].toSorted((a, b) => a.localeCompare(b))).toHaveLength(6);
    expect(project.schemas.size + project.tests.size + project.handlers.size).toBe(0);
  });

  it('is left out where links lead out, and read where they stay inside', async () => {
    const outside = await folderWith({ 'secret.ts': 'secret', 'lib/x.ts': 'secret' });
    const folder = await projectWith(graph, { 'shared.ts': 'export {};', 'handlers/a.ts': '' });
    await symlink(path.join(outside, 'secret.ts'), path.join(folder, 'handlers/secret.ts'));
    await symlink('../shared.ts', path.join(folder, 'handlers/inside.ts'));
    await symlink(path.join(outside, 'lib'), path.join(folder, 'schemas'));
    const project = await load(folder);
    expect(found(project)).toEqual(['error file-leaves-folder handlers/secret.ts', 'error file-leaves-folder schemas']);
    expect([...project.handlers.keys()]).toEqual(['handlers/a.ts', 'handlers/inside.ts']);
  });

  it('is left out where a file stands in the place of a folder', async () => {
    const folder = await projectWith(graph, { handlers: 'a file' });
    expect(found(await load(folder))).toEqual(['error file-not-regular handlers']);
  });

  it('does not let a folder of links go round', async () => {
    const folder = await projectWith(graph, { 'handlers/a.ts': '' });
    await mkdir(path.join(folder, 'handlers/lib'));
    await symlink('..', path.join(folder, 'handlers/lib/up'));
    await writeFile(path.join(folder, 'handlers/lib/b.ts'), '');
    expect([...(await load(folder)).handlers.keys()]).toEqual(['handlers/a.ts', 'handlers/lib/b.ts']);
  });
});
