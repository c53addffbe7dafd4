import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../../tests/support/project-folder.ts';
import { commandWords, ownWords, projectFolder, requestedPath } from './open-request.ts';

describe('a command line', () => {
  it('has its own words behind the program, and behind the app in a build from source', () => {
    expect(ownWords(['/opt/topicraft', 'my-shop'], true)).toEqual(['my-shop']);
    expect(ownWords(['electron', '.', 'my-shop'], false)).toEqual(['my-shop']);
    expect(ownWords(['electron', '--inspect=0', '/src', '--cli', 'run'], false)).toEqual(['--cli', 'run']);
  });

  it('may be a command', () => {
    expect(commandWords(['--no-sandbox', '--cli', 'run', 'my-shop', '--json'])).toEqual(['run', 'my-shop', '--json']);
    expect(commandWords(['--cli'])).toEqual([]);
    expect(commandWords(['my-shop'])).toBeUndefined();
  });

  it('may name a project, among switches', () => {
    expect(requestedPath(['--no-sandbox', 'my-shop', 'other'], '/home/ann')).toBe('/home/ann/my-shop');
    expect(requestedPath(['/data/shop'], '/home/ann')).toBe('/data/shop');
    expect(requestedPath(['--user-data-dir=/tmp/x', ''], '/home/ann')).toBeUndefined();
  });
});

describe('the folder of a project', () => {
  it('is the folder itself, that of its file, or what was asked for where nothing is there', async () => {
    const folder = await folderWith({ 'topicraft.json': '{}' });
    expect(await projectFolder(`${folder}/./`)).toBe(folder);
    expect(await projectFolder(path.join(folder, 'topicraft.json'))).toBe(folder);
    expect(await projectFolder('/nowhere/at/all')).toBe('/nowhere/at/all');
  });
});
