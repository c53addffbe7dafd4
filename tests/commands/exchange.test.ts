import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../support/project-folder.ts';
import { repositoryFolder, topicraft } from '../support/topicraft-command.ts';

const shop = path.join(repositoryFolder, 'examples/ecommerce');
const unfinished = graphOf(
  [topic('orders'), topic('bad', { name: 'or ders' }), consumer('idle'), producer('web')],
  ['web > orders'],
);

describe('topicraft export --target asyncapi', () => {
  it('writes a document to standard output, and what it can’t say beside it', async () => {
    const { code, output, errors } = await topicraft('export', shop, '--target', 'asyncapi');
    expect(code).toBe(0);
    const { document, diagnostics } = await new Parser().parse(output);
    expect(diagnostics).toEqual([]);
    expect(document?.channels().all().length).toBeGreaterThan(5);
    expect(errors).toContain('not said: How the consumer "inventory" handles events');
  });

  it('writes a file, whole, in the form that its name says', async () => {
    const out = path.join(await folderWith({}), 'deep/shop.json');
    const { code, output, errors } = await topicraft('export', shop, '--target', 'asyncapi', '--out', out, '--json');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const told = JSON.parse(output) as { unsaid: unknown[] };
    expect(told).toMatchObject({ target: 'asyncapi', written: [out] });
    expect(told.unsaid[0]).toMatchObject({ code: 'project-part' });
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ asyncapi: '3.1.0', info: { title: 'E-commerce' } });
    expect(Object.keys(await textsIn(path.dirname(out)))).toEqual(['shop.json']);
    await topicraft('export', shop, '--target', 'asyncapi', '--out', out, '--format', 'yaml');
    expect(await readFile(out, 'utf8')).toMatch(/^asyncapi: 3\.1\.0\n/);
  });

  it('takes a project that is not finished, and lists what is wrong in it', async () => {
    const project = await projectWith(unfinished);
    const { code, output } = await topicraft('export', project, '--target', 'asyncapi', '--json');
    expect(code).toBe(0);
    const { unsaid } = JSON.parse(output) as { unsaid: { code: string; where: { element?: string } }[] };
    expect(unsaid.map(({ code: why, where }) => [why, where.element])).toEqual(
      expect.arrayContaining([
        ['element-invalid', 'bad'],
        ['node-unwired', 'idle'],
      ]),
    );
  });

  it.each(['topicraft.json', 'topicraft.d.ts', 'handlers/web.ts'])('does not write over %s', async (file) => {
    const project = await projectWith(unfinished, { 'handlers/web.ts': '' });
    const before = await textsIn(project);
    const { code, errors } = await topicraft(
      'export',
      project,
      '--target',
      'mermaid',
      '--out',
      path.join(project, file),
    );
    expect(code).toBe(1);
    expect(errors).toContain('a file of the project itself');
    expect(await textsIn(project)).toEqual(before);
  });

  it('does not follow a link, nor write in place of a folder', async () => {
    const folder = await folderWith({ 'mine.txt': 'mine' });
    const elsewhere = await folderWith({ 'theirs.txt': 'theirs' });
    await symlink(path.join(elsewhere, 'theirs.txt'), path.join(folder, 'link.md'));
    await mkdir(path.join(folder, 'folder.md'));
    for (const name of ['link.md', 'folder.md']) {
      const { code } = await topicraft('export', shop, '--target', 'mermaid', '--out', path.join(folder, name));
      expect(code).toBe(1);
    }
    expect(await textsIn(elsewhere)).toEqual({ 'theirs.txt': 'theirs' });
  });

  it.each([
    ['--target', 'asyncapy'],
    ['--target', 'asyncapi', '--force'],
    ['--target', 'asyncapi', '--format', 'xml'],
    ['--target', 'mermaid', '--format', 'json'],
    ['--out', 'x', '--format', 'json'],
  ])('is a wrong command line with %s %s %s', async (...words) => {
    expect(await topicraft('export', shop, ...words)).toMatchObject({ code: 2, output: '' });
  });
});

describe('topicraft export --target mermaid', () => {
  it('draws the system as the README of an export does', async () => {
    const { code, output, errors } = await topicraft('export', shop, '--target', 'mermaid', '--out', '-');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const out = path.join(await folderWith({}), 'system');
    await topicraft('export', shop, '--out', out);
    expect(await readFile(path.join(out, 'README.md'), 'utf8')).toContain(`\`\`\`mermaid\n${output}\`\`\``);
  });
});

describe('topicraft import', () => {
  it('makes a project without errors of a document that was exported', async () => {
    const folder = await folderWith({});
    const file = path.join(folder, 'shop.yaml');
    await topicraft('export', shop, '--target', 'asyncapi', '--out', file);
    const project = path.join(folder, 'deep/shop');
    const made = await topicraft('import', file, '--out', project);
    expect(made).toMatchObject({ code: 0, errors: '' });
    expect(made.output).toMatch(/^\S+ is ready, with \d+ topics, 2 producers, \d+ consumers\./);
    expect(await topicraft('validate', project)).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(await readFile(path.join(project, 'topicraft.json'), 'utf8'))).toMatchObject({
      name: 'E-commerce',
    });
  });

  it('lists what a project can’t say', async () => {
    const folder = await folderWith({
      'a.yaml': 'asyncapi: 3.0.0\ninfo: { title: x, version: 2.0.0 }\nchannels: { a: { $ref: "./b.yaml" } }\n',
    });
    const words = ['import', path.join(folder, 'a.yaml'), '--out', path.join(folder, 'p'), '--json'];
    const { code, output } = await topicraft(...words);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      ok: true,
      unsaid: [
        { code: 'external-reference', where: { pointer: '/channels/a' } },
        { code: 'field', where: { pointer: '/info/version' } },
      ],
    });
  });

  it('writes nothing into a folder that holds something', async () => {
    const folder = await folderWith({ 'a.yaml': 'asyncapi: 3.0.0\ninfo: { title: x, version: "1" }\n' });
    const { code, errors } = await topicraft('import', path.join(folder, 'a.yaml'), '--out', folder);
    expect(code).toBe(1);
    expect(errors).toContain('is not empty');
    expect(Object.keys(await textsIn(folder))).toEqual(['a.yaml']);
  });

  it.each([
    ['asyncapi: 2.6.0\n', 'asyncapi/cli convert'],
    ['asyncapi: 3.0.0\ninfo: [\n', 'a.yaml:3:1'],
    ['asyncapi: 3.0.0\n__proto__: {}\n', '__proto__'],
    [undefined, 'There is no file'],
  ])('says what is wrong with %j, and makes nothing', async (text, told) => {
    const folder = await folderWith({});
    const file = path.join(folder, 'a.yaml');
    if (text !== undefined) await writeFile(file, text);
    const { code, output, errors } = await topicraft('import', file, '--out', path.join(folder, 'p'));
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain(told);
    await expect(stat(path.join(folder, 'p'))).rejects.toThrow('ENOENT');
  });

  it('needs a folder', async () => {
    expect(await topicraft('import', 'x.yaml')).toMatchObject({ code: 2, output: '' });
  });
});
