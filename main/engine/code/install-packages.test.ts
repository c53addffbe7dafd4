import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, textsIn } from '../../../tests/support/project-folder.ts';
import { installPackages } from './install-packages.ts';
import type { NpmSettings } from './npm-settings.ts';

/** One file of an archive as POSIX's ustar has it. */
function entry(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const content = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  content.write(text);
  return Buffer.concat([header, content]);
}

/** A registry of one package, which would leave a mark if its script ran. */
async function registryOf(name: string): Promise<{ registry: string; asked: string[] }> {
  const manifest = { name, version: '1.2.3', scripts: { postinstall: 'node mark.js' }, types: 'index.d.ts' };
  const archive = gzipSync(
    Buffer.concat([
      entry('package/package.json', JSON.stringify(manifest)),
      entry('package/index.d.ts', 'export const size: number;'),
      entry('package/mark.js', "require('node:fs').writeFileSync('../../executed', '');"),
      Buffer.alloc(1024),
    ]),
  );
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    if (url === `/${name}`) {
      const tarball = `${registry}${name}/-/${name}-1.2.3.tgz`;
      const versions = { '1.2.3': { ...manifest, dist: { tarball, integrity } } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.2.3' }, versions }));
    } else if (url.endsWith('.tgz')) {
      response.end(archive);
    } else {
      response.statusCode = 404;
      response.end('{}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { registry, asked };
}

async function install(options: Partial<Parameters<typeof installPackages>[0]> & { settings: NpmSettings }) {
  const folder = options.folder ?? (await folderWith({}));
  const progress: string[] = [];
  const cache = path.join(await folderWith({}), 'cache');
  const done = installPackages({
    packageJson: undefined,
    onProgress: (message) => progress.push(message),
    ...options,
    folder,
    settings: { ...options.settings, cache, fetchRetries: 0 },
  });
  return { folder, progress, done };
}

describe('installing', () => {
  it('gets a package and its types without running its scripts, and writes it down', async () => {
    const { registry } = await registryOf('left-size');
    const packageJson = '{\n  "private": true,\n  "dependencies": {}\n}\n';
    const { folder, progress, done } = await install({
      packageJson,
      add: { name: 'left-size' },
      settings: { registry },
    });
    const { installed, packageJson: after } = await done;
    expect(installed).toEqual(['left-size@1.2.3']);
    expect(JSON.parse(after)).toEqual({ private: true, dependencies: { 'left-size': '^1.2.3' } });
    const texts = await textsIn(folder);
    expect(texts).toMatchObject({ 'package.json': after, 'node_modules/left-size/index.d.ts': expect.anything() });
    expect(texts).not.toHaveProperty('executed');
    expect(progress).toEqual(['Resolving left-size@latest', 'Downloading 1 packages']);
  });

  it('installs what package.json says, with its unsaved edits', async () => {
    const { registry } = await registryOf('left-size');
    const folder = await folderWith({ 'package.json': '{}' });
    const packageJson = '{ "dependencies": { "left-size": "1.2.3" } }';
    const { done } = await install({ folder, packageJson, settings: { registry } });
    expect((await done).installed).toEqual(['left-size@1.2.3']);
    expect(await textsIn(folder)).toHaveProperty('node_modules/left-size/package.json');
  });

  it.each([
    ['a package that is not there', { name: 'nothing' }, /has no nothing@latest/],
    ['a version that is not there', { name: 'left-size', version: '9.9.9' }, /no such version/],
    ['a path', { name: '../left-size' }, /no name of an npm package/],
    ['an address', { name: 'left-size', version: 'git+ssh://evil.example/x' }, /no version of left-size/],
    ['a link', { name: 'left-size', version: 'file:../other' }, /no version of left-size/],
  ])('says why not: %s', async (_what, add, message) => {
    const { registry } = await registryOf('left-size');
    const { done } = await install({ add, settings: { registry } });
    await expect(done).rejects.toMatchObject({ code: 'not-installed', message: expect.stringMatching(message) });
  });

  it('gets nothing from git or by an address, even where package.json says so', async () => {
    const { registry, asked } = await registryOf('left-size');
    for (const where of ['git+https://127.0.0.1:1/x.git', `${registry}left-size/-/left-size-1.2.3.tgz`]) {
      const packageJson = JSON.stringify({ dependencies: { 'left-size': where } });
      const { done } = await install({ packageJson, settings: { registry } });
      await expect(done).rejects.toMatchObject({ message: expect.stringContaining('Only packages of a registry') });
    }
    expect(asked).toEqual([]);
  });

  it('says so where the registry cannot be reached', async () => {
    const { done } = await install({ add: { name: 'left-size' }, settings: { registry: 'http://127.0.0.1:1/' } });
    await expect(done).rejects.toMatchObject({
      code: 'not-installed',
      message: expect.stringContaining("The npm registry can't be reached (ECONNREFUSED)"),
    });
  });
});
