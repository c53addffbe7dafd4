import { mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../../tests/support/project-folder.ts';
import { TrustedFolders } from './trusted-folders.ts';

/** A state folder and two projects in one folder. */
async function surroundings() {
  const root = await folderWith({ 'work/shop/topicraft.json': '{}', 'work/bank/topicraft.json': '{}' });
  const state = path.join(root, 'state');
  const work = path.join(root, 'work');
  return { state, work, shop: path.join(work, 'shop'), bank: path.join(work, 'bank') };
}

async function isTrusted(folders: TrustedFolders, folder: string): Promise<boolean> {
  return (await folders.standingOf(folder)).trusted;
}

describe('a folder', () => {
  it('is trusted by itself alone, also after a restart, and until it is removed', async () => {
    const { state, work, shop, bank } = await surroundings();
    const folders = new TrustedFolders(state);
    expect(await folders.standingOf(shop)).toEqual({ trusted: false, folder: shop, parent: work });
    await folders.trust(shop, 'folder', 1);
    const later = new TrustedFolders(state);
    expect(await later.standingOf(shop)).toEqual({ trusted: true, folder: shop, parent: work, by: shop });
    expect(await isTrusted(later, bank)).toBe(false);
    expect(await isTrusted(later, work)).toBe(false);
    expect(await isTrusted(later, path.join(shop, 'inner'))).toBe(false);
    await later.remove(shop);
    expect(await isTrusted(folders, shop)).toBe(false);
  });

  it('is trusted with all in it where that was asked for, and stays so', async () => {
    const { state, work, shop, bank } = await surroundings();
    const folders = new TrustedFolders(state);
    await folders.trust(work, 'tree', 1);
    expect(await folders.standingOf(shop)).toMatchObject({ trusted: true, by: work });
    expect(await isTrusted(folders, bank)).toBe(true);
    expect(await isTrusted(folders, `${work}-of-others`)).toBe(false);
    expect(await isTrusted(folders, path.dirname(work))).toBe(false);
    // A project of the app's own in it doesn't make it less.
    await folders.trust(work, 'folder', 2);
    expect(await folders.list()).toEqual([{ folder: work, scope: 'tree', trustedMs: 2 }]);
  });

  it('is what a link leads to, and not where the link stands', async () => {
    const { state, work, shop, bank } = await surroundings();
    const link = path.join(work, 'link');
    await symlink(shop, link);
    const folders = new TrustedFolders(state);
    await folders.trust(link, 'folder', 1);
    expect(await folders.list()).toMatchObject([{ folder: shop }]);
    expect(await isTrusted(folders, link)).toBe(true);
    await rm(link);
    await symlink(bank, link);
    expect(await isTrusted(folders, link)).toBe(false);
    // What leads out of a trusted tree isn't in it.
    await mkdir(path.join(work, 'tree'));
    await folders.trust(path.join(work, 'tree'), 'tree', 2);
    await symlink(bank, path.join(work, 'tree', 'bank'));
    expect(await isTrusted(folders, path.join(work, 'tree', 'bank'))).toBe(false);
  });

  it('is not trusted any more where it was moved to, nor by a link in its place', async () => {
    const { state, work, shop, bank } = await surroundings();
    const folders = new TrustedFolders(state);
    await folders.trust(shop, 'folder', 1);
    const moved = path.join(work, 'moved');
    await rename(shop, moved);
    expect(await isTrusted(folders, moved)).toBe(false);
    await symlink(bank, shop);
    expect(await isTrusted(folders, shop)).toBe(false);
  });

  it('is offered with the one around it, but not where that is a home or a root', async () => {
    const { state, work, shop } = await surroundings();
    const parentOf = async (folder: string, home: string) =>
      (await new TrustedFolders(state, home).standingOf(folder)).parent;
    expect(await parentOf(shop, '/home/somebody')).toBe(work);
    expect(await parentOf(shop, work)).toBeUndefined();
    expect(await parentOf(shop, path.join(work, 'somebody'))).toBeUndefined();
    expect(await parentOf('/shop-that-is-not-there', '/home/somebody')).toBeUndefined();
  });
});

describe('the list', () => {
  it('is for the owner alone, and where it is damaged nothing is trusted', async () => {
    const { state, shop } = await surroundings();
    const folders = new TrustedFolders(state);
    await folders.trust(shop, 'folder', 1);
    const file = path.join(state, 'trusted-folders.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -5));
    expect(await isTrusted(folders, shop)).toBe(false);
    expect(await folders.list()).toEqual([]);
  });

  it('tells of its changes', async () => {
    const { state, shop } = await surroundings();
    const folders = new TrustedFolders(state);
    const told: number[] = [];
    const unsubscribe = folders.onChange(() => told.push(told.length));
    await folders.trust(shop, 'folder', 1);
    await folders.remove(shop);
    unsubscribe();
    await folders.trust(shop, 'folder', 2);
    expect(told).toEqual([0, 1]);
  });
});
