import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith } from '../../../tests/support/project-folder.ts';
import { loadProject, type LoadedProject } from '../project/index.ts';
import { readPackageTypes } from './package-types.ts';

async function load(folder: string): Promise<LoadedProject> {
  const loaded = await loadProject(folder);
  if (!loaded.ok) throw new Error('no project');
  return loaded.project;
}

function manifest(dependencies: readonly string[]): string {
  return JSON.stringify({ dependencies: Object.fromEntries(dependencies.map((name) => [name, '1.0.0'])) });
}

const tree = {
  'package.json': manifest(['near', '@scope/named', 'absent', '../outside']),
  'node_modules/near/package.json': manifest(['far']),
  'node_modules/near/index.d.ts': 'export const near: 1;',
  'node_modules/near/deep/more.d.mts': 'export {};',
  'node_modules/near/index.js': 'throw new Error("executed");',
  'node_modules/near/node_modules/far/package.json': '{}',
  'node_modules/near/node_modules/far/index.d.ts': 'export const nearest: 1;',
  'node_modules/far/package.json': '{}',
  'node_modules/far/index.d.ts': 'export const far: 1;',
  'node_modules/@scope/named/package.json': '{}',
  'node_modules/@types/scope__named/package.json': '{}',
  'node_modules/@types/scope__named/index.d.ts': 'export const named: 1;',
  'node_modules/unwanted/package.json': '{}',
  'node_modules/unwanted/index.d.ts': 'export const unwanted: 1;',
};

describe('types of packages', () => {
  it('are those of what the project depends on, as Node would find it', async () => {
    const { files, truncated } = await readPackageTypes(await load(await projectWith(graphOf([]), tree)));
    expect(truncated).toBe(false);
    expect(Object.keys(files).sort()).toEqual([
      '@types/scope__named/index.d.ts',
      '@types/scope__named/package.json',
      'near/deep/more.d.mts',
      'near/index.d.ts',
      'near/node_modules/far/index.d.ts',
      'near/node_modules/far/package.json',
      'near/package.json',
    ]);
    expect(files['near/node_modules/far/index.d.ts']).toContain('nearest');
  });

  it('say where they were cut', async () => {
    const project = await load(await projectWith(graphOf([]), tree));
    const few = await readPackageTypes(project, { totalBytes: 1000, fileBytes: 1000, files: 2 });
    expect(Object.keys(few.files)).toEqual(['near/package.json', 'near/index.d.ts']);
    expect(few.truncated).toBe(true);
    const short = await readPackageTypes(project, { totalBytes: 50, fileBytes: 1000, files: 100 });
    expect(short.truncated).toBe(true);
  });

  it('are not those of a link that leads out of the project', async () => {
    const outside = await folderWith({ 'package.json': '{}', 'index.d.ts': 'export const secret: 1;' });
    const folder = await projectWith(graphOf([]), {
      'package.json': manifest(['linked', 'whole']),
      'node_modules/whole/package.json': '{}',
      'node_modules/whole/own.d.ts': 'export {};',
    });
    await symlink(outside, path.join(folder, 'node_modules/linked'));
    await symlink(path.join(outside, 'index.d.ts'), path.join(folder, 'node_modules/whole/index.d.ts'));
    const { files } = await readPackageTypes(await load(folder));
    expect(Object.keys(files)).toEqual(['whole/package.json', 'whole/own.d.ts']);
  });

  it('are none without a package.json', async () => {
    const project = await load(await projectWith(graphOf([])));
    expect(await readPackageTypes(project)).toEqual({ files: {}, truncated: false });
  });
});
