import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTopicraft, topicraft } from '../support/topicraft-command.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('topicraft new', () => {
  it.each(['basic-kafka', 'ecommerce', 'empty'])('makes a project of %s that has no errors', async (template) => {
    const project = path.join(folder, 'my-shop');
    const made = await topicraft('new', project, '--template', template);
    expect(made).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(await readFile(path.join(project, 'topicraft.json'), 'utf8'))).toMatchObject({ name: 'my-shop' });
    expect(await topicraft('validate', project)).toMatchObject({ code: 0, errors: '' });
  });

  it('makes an empty one where no template is named, in the folder it is called from', async () => {
    expect(await startTopicraft(['new', 'fresh'], { folder }).ended).toMatchObject({ code: 0 });
    expect(await readFile(path.join(folder, 'fresh/topicraft.json'), 'utf8')).toContain('"nodes": []');
  });

  it('overwrites nothing', async () => {
    await writeFile(path.join(folder, 'mine.txt'), 'mine');
    expect(await topicraft('new', folder)).toMatchObject({ code: 1, output: '' });
    expect(await topicraft('new', path.join(folder, 'mine.txt'))).toMatchObject({ code: 1, output: '' });
    expect(await readFile(path.join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('refuses a template that there is none of, and lists those there are', async () => {
    const { code, errors } = await topicraft('new', path.join(folder, 'x'), '--template', 'nothing-like-it');
    expect(code).toBe(2);
    expect(errors).toContain('basic-kafka, ecommerce, empty');
  });
});

describe('topicraft validate', () => {
  it('says file, line and column of a truncated graph, and exits with 1', async () => {
    await writeFile(path.join(folder, 'topicraft.json'), '{\n  "format": 1,\n  "name": "x');
    const { code, output } = await topicraft('validate', folder);
    expect(code).toBe(1);
    expect(output).toMatch(/^topicraft\.json:3:\d+ error \S+: .+\n {4}\S.+\n/);
    expect(output).toMatch(/1 error\n$/);
  });

  it('says so where there is no project', async () => {
    expect((await topicraft('validate', path.join(folder, 'nowhere'))).code).toBe(1);
    expect((await topicraft('validate', folder)).code).toBe(1);
  });

  it('writes one JSON document with --json', async () => {
    await mkdir(path.join(folder, 'handlers'));
    await writeFile(
      path.join(folder, 'topicraft.json'),
      JSON.stringify({
        format: 1,
        name: 'x',
        settings: {},
        services: [],
        nodes: [{ id: 't', kind: 'topic', name: 'or ders', partitions: 1, format: 'json' }],
        edges: [],
      }),
    );
    const { code, output } = await topicraft('validate', folder, '--json');
    expect(code).toBe(1);
    const { ok, diagnostics } = JSON.parse(output) as {
      ok: boolean;
      diagnostics: { severity: string; place: object }[];
    };
    expect(ok).toBe(false);
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ place }) => place)).toContainEqual(
      expect.objectContaining({ element: 't' }),
    );
  });
});
