import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseGraph, parseLayout, writeGraph, writeLayout } from '../../shared/graph/index.ts';
import { repositoryFolder, topicraft } from '../support/topicraft-command.ts';

const examplesFolder = path.join(repositoryFolder, 'examples');
const examples = await readdir(examplesFolder);
const compiler = path.join(repositoryFolder, 'node_modules/typescript/bin/tsc');

describe.each(examples)('the example %s', (name) => {
  const folder = path.join(examplesFolder, name);

  it('has nothing wrong with it', async () => {
    expect(await topicraft('validate', folder)).toMatchObject({ code: 0, output: `${folder}: no problems\n` });
  });

  it('stands in its canonical form, every node in its place', async () => {
    const graphText = await readFile(path.join(folder, 'topicraft.json'), 'utf8');
    const graph = parseGraph(graphText);
    if (!graph.ok) throw new Error(graph.diagnostics[0]?.message);
    expect(writeGraph(graph.document)).toBe(graphText);
    const layoutText = await readFile(path.join(folder, 'topicraft.layout.json'), 'utf8');
    const layout = parseLayout(layoutText);
    if (!layout.ok) throw new Error(layout.diagnostics[0]?.message);
    expect(writeLayout(layout.document)).toBe(layoutText);
    expect(Object.keys(layout.document.nodes).sort()).toEqual(graph.document.nodes.map(({ id }) => id).sort());
  });

  it('has types that are up to date and that its handlers keep', async () => {
    expect(await topicraft('types', folder, '--check')).toMatchObject({ code: 0, errors: '' });
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder]);
    expect(stdout).toBe('');
  });

  it('teaches in a README that names each of its topics', async () => {
    const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
    const graph = parseGraph(await readFile(path.join(folder, 'topicraft.json'), 'utf8'));
    if (!graph.ok) throw new Error(graph.diagnostics[0]?.message);
    const topics = graph.document.nodes.filter(({ kind }) => kind === 'topic').map((topic) => topic.name);
    expect(topics.filter((topic) => !readme.includes(topic))).toEqual([]);
  });
});
