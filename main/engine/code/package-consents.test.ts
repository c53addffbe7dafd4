import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, writeProject } from '../../../tests/support/project-folder.ts';
import { PackageConsents } from './package-consents.ts';
import { readPackageFiles } from './package-files.ts';

const manifest = (dependencies: object, more: object = {}): string => JSON.stringify({ dependencies, ...more });
const lock = (packages: object): string => JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } });

/** A project, and what is to be agreed to in it as its files are. */
async function projectOf(files: Record<string, string>) {
  const folder = await folderWith(files);
  const consents = new PackageConsents(await folderWith({}));
  const read = (packageJson: string | undefined) => readPackageFiles(folder, packageJson);
  return {
    folder,
    changes: async (packageJson: string | undefined) => await consents.changesOf(folder, await read(packageJson)),
    install: async (packageJson: string | undefined) => consents.note(folder, await read(packageJson)),
  };
}

describe('what has to be agreed to', () => {
  it('is nothing where nothing would be brought', async () => {
    const { changes } = await projectOf({});
    expect((await changes(undefined)).changes).toEqual([]);
    expect((await changes('{ "private": true, "type": "module" }')).changes).toEqual([]);
  });

  it('is all of it the first time, and nothing once it was installed', async () => {
    const { changes, install } = await projectOf({
      'package-lock.json': lock({ 'node_modules/zod': { version: '4.0.0' } }),
    });
    const text = manifest({ zod: '^4' }, { devDependencies: { '@types/node': '^24' }, workspaces: ['a/*'] });
    expect((await changes(text)).changes).toEqual([
      { file: 'package.json', item: 'zod', after: '^4' },
      { file: 'package.json', item: '@types/node (devDependencies)', after: '^24' },
      { file: 'package.json', item: 'workspaces', after: '["a/*"]' },
      { file: 'package-lock.json', item: 'versions and places of packages', after: '1' },
    ]);
    await install(text);
    expect((await changes(text)).changes).toEqual([]);
  });

  it('is each change since then, also of the same version from elsewhere', async () => {
    const at = (resolved: string, version = '1.0.0') => ({ version, resolved });
    const { changes, install, folder } = await projectOf({
      'package-lock.json': lock({
        'node_modules/a': at('here'),
        'node_modules/b': at('here'),
        'node_modules/c': at('here'),
      }),
    });
    await install(manifest({ a: '1', b: '1', c: '1' }));
    const before = await changes(manifest({ a: '1', b: '1', c: '1' }));
    await writeProject(folder, {
      'package-lock.json': lock({
        'node_modules/a': at('there'),
        'node_modules/b': at('here', '2.0.0'),
        'node_modules/d': at('here'),
      }),
    });
    const after = await changes(manifest({ a: '1', b: '2', d: '1' }));
    expect(after.digest).not.toBe(before.digest);
    expect(after.changes).toEqual([
      { file: 'package.json', item: 'b', before: '1', after: '2' },
      { file: 'package.json', item: 'd', after: '1' },
      { file: 'package.json', item: 'c', before: '1', after: 'removed' },
      {
        file: 'package-lock.json',
        item: 'node_modules/a',
        before: '1.0.0',
        after: '1.0.0, of other content or from elsewhere',
      },
      { file: 'package-lock.json', item: 'node_modules/b', before: '1.0.0', after: '2.0.0' },
      { file: 'package-lock.json', item: 'node_modules/d', after: '1.0.0' },
      { file: 'package-lock.json', item: 'node_modules/c', before: '1.0.0', after: 'removed' },
    ]);
  });

  it('is also a change that no list of packages shows, and another lock file', async () => {
    const { changes, install, folder } = await projectOf({});
    await install(manifest({ a: '1' }));
    const other = await changes(manifest({ a: '1' }, { scripts: { prepare: 'x' } }));
    expect(other.changes).toEqual([{ file: 'package.json', item: 'something else than the list of its packages' }]);
    await writeProject(folder, { 'npm-shrinkwrap.json': '{ "packages": 3 }' });
    expect((await changes(manifest({ a: '1' }))).changes).toMatchObject([{ file: 'npm-shrinkwrap.json' }]);
    expect((await changes(undefined)).changes[1]).toMatchObject({ file: 'package.json', after: 'removed' });
  });

  it('takes what a hostile file says as text, and no more of it than helps', async () => {
    const { changes, install } = await projectOf({
      'package-lock.json': lock({ constructor: { version: '1' }, toString: 3 }),
    });
    const many = manifest(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`p${index}`, '1'])));
    const listed = await changes(many);
    expect([listed.changes.length, listed.more]).toEqual([200, 301]);
    await install('{"dependencies": {"__proto__": "1"}}');
    expect((await changes('{"dependencies": {"__proto__": "1"}}')).changes).toEqual([]);
    expect((await changes('{"dependencies": 3}')).changes).toHaveLength(1);
  });

  it('is refused where a package file is a link out of the project', async () => {
    const { folder, changes } = await projectOf({});
    await symlink('/etc/passwd', path.join(folder, 'package-lock.json'));
    await expect(changes('{}')).rejects.toMatchObject({ code: 'not-installed' });
  });
});
