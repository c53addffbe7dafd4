import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../../tests/support/project-folder.ts';
import { pageHeaders, readPageFiles } from './index.ts';

describe('the files of the page', () => {
  it('are those of the folder, by their addresses, and the index at /', async () => {
    const folder = await folderWith({ 'index.html': '<p>', 'assets/main-1a2b.js': '', 'assets/deep/font.woff2': '' });
    const files = await readPageFiles(folder);
    expect(
      Object.fromEntries([...files].map(([address, { type, immutable }]) => [address, [type, immutable]])),
    ).toEqual({
      '/': ['text/html; charset=utf-8', false],
      '/index.html': ['text/html; charset=utf-8', false],
      '/assets/main-1a2b.js': ['text/javascript; charset=utf-8', true],
      '/assets/deep/font.woff2': ['font/woff2', true],
    });
    expect(files.get('/assets/main-1a2b.js')?.file).toBe(path.join(folder, 'assets/main-1a2b.js'));
  });

  it('leave out links, and files that no page is made of', async () => {
    const folder = await folderWith({ 'index.html': '', '.env': 'SECRET=1', 'notes.md': '' });
    await symlink('/etc/hostname', path.join(folder, 'hostname.txt'));
    expect([...(await readPageFiles(folder)).keys()].sort()).toEqual(['/', '/index.html']);
  });

  it('are none without an index', async () => {
    await expect(readPageFiles(await folderWith({ 'main.js': '' }))).rejects.toThrow('has no index.html');
  });
});

describe('the headers of the page', () => {
  it('allow nothing but what the app brings itself', () => {
    const policy = pageHeaders()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("connect-src 'self';");
    expect(pageHeaders(undefined, ['ws://127.0.0.1:1'])['content-security-policy']).toContain(
      "connect-src 'self' ws://127.0.0.1:1;",
    );
  });
});
