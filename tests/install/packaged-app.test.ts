import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, inject, it } from 'vitest';
import { repositoryFolder } from '../support/topicraft-command.ts';

const run = promisify(execFile);
const { unpacked, deb, rpm, archive } = inject('installers');
const resources = path.join(unpacked, 'resources');

/** Characters of @electron/fuses' wire. */
const [off, on] = ['0'.charCodeAt(0), '1'.charCodeAt(0)];

describe('the packaged binary', () => {
  it('has the fuses of a release', async () => {
    const wire = await getCurrentFuseWire(path.join(unpacked, 'topicraft-app'));
    expect(wire).toMatchObject({
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.EnableCookieEncryption]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    });
  });

  it('runs no script of others: neither as Node nor by NODE_OPTIONS', async () => {
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    const command = path.join(resources, 'bin/topicraft');
    const asNode = await run(command, ['--version'], { env: { ...environment, ELECTRON_RUN_AS_NODE: '1' } });
    const required = await run(command, ['--version'], {
      env: { ...environment, NODE_OPTIONS: '--require /nowhere/evil.cjs' },
    });
    expect([asNode.stdout, required.stdout]).toEqual([`${await version()}\n`, `${await version()}\n`]);
  });
});

describe('what is packaged', () => {
  const files = listPackage(path.join(resources, 'app.asar'), { isPack: false });

  it('is what the app runs from, and nothing that is bundled already', () => {
    const tops = new Set(files.map((file) => file.split('/')[1] ?? ''));
    expect([...tops].sort()).toEqual(['examples', 'node_modules', 'out', 'package.json']);
    expect(files).toEqual(
      expect.arrayContaining(['/out/electron/main.js', '/out/renderer/index.html', '/out/broker.js']),
    );
    expect(files).toEqual(expect.arrayContaining(['/examples/ecommerce/topicraft.json', '/out/exported-runtime.json']));
    const bundled = [
      'kafkajs',
      'react',
      'zod',
      'monaco-editor',
      'electron',
      'electron-updater',
      'prettier',
      'node-gyp',
    ];
    expect(files.filter((file) => bundled.includes(file.replace('/node_modules/', '')))).toEqual([]);
    expect(files.filter((file) => file.endsWith('.map') || /\.test\.\w+$/.test(file))).toEqual([]);
  });

  it('has the one esbuild of this system, where it can be started', async () => {
    const modules = path.join(resources, 'app.asar.unpacked/node_modules');
    expect(await readdir(path.join(modules, '@esbuild'))).toEqual([`linux-${process.arch}`]);
    expect((await stat(path.join(modules, `@esbuild/linux-${process.arch}/bin/esbuild`))).mode & 0o111).toBe(0o111);
    expect(await readdir(path.join(modules, 'esbuild'))).not.toContain('bin');
  });

  it('names the licence of every package in it, and the same packages in its bill of materials', async () => {
    const licences = await readFile(path.join(resources, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    const bill = JSON.parse(await readFile(path.join(repositoryFolder, 'out/sbom.cdx.json'), 'utf8')) as {
      components: { group?: string; name: string; version: string }[];
    };
    const named = new Set(bill.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)));
    const manifests = files.filter((file) => /\/node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(file));
    const inArchive = manifests.map((file) =>
      file.slice(file.lastIndexOf('/node_modules/') + 14, -'/package.json'.length),
    );
    expect(inArchive.length).toBeGreaterThan(50);
    const inBundles = [
      'kafkajs',
      'react',
      'monaco-editor',
      'elkjs',
      '@fontsource-variable/inter',
      'electron-updater',
      'electron',
    ];
    expect([...inArchive, ...inBundles].filter((name) => !named.has(name))).toEqual([]);
    expect([...named].filter((name) => !licences.includes(`\n${name} `))).toEqual([]);
    expect([...named].filter((name) => ['vitest', 'typescript', 'vite', 'electron-builder'].includes(name))).toEqual(
      [],
    );
  });

  it('asks nobody for updates, since nobody publishes this build', async () => {
    expect(await readdir(resources)).not.toContain('app-update.yml');
  });

  it('has only the words of its one language', async () => {
    expect(await readdir(path.join(unpacked, 'locales'))).toEqual(['en-US.pak']);
  });
});

describe('the deb', () => {
  it('says what it is and what it needs', async () => {
    const { stdout } = await run('dpkg-deb', ['--info', deb]);
    expect(stdout).toContain(' Package: topicraft\n');
    expect(stdout).toContain(` Version: ${await version()}\n`);
    expect(stdout).toMatch(/ Depends: .*libgtk-3-0.*libnss3/);
    expect(stdout).toMatch(/ Description: Draw event-driven systems, .*\n {2}Draw an event-driven system/);
  });

  it('has the command, the desktop entry, the type of a project’s file, and the icon in every size', async () => {
    const { stdout } = await run('dpkg-deb', ['--contents', deb], { maxBuffer: 16 * 1024 * 1024 });
    const lines = stdout.split('\n').filter((line) => !line.startsWith('d'));
    const outside = lines.flatMap((line) => / \.(\/usr\/.*)$/.exec(line)?.[1] ?? []).sort();
    const sizes = [128, 16, 22, 24, 256, 32, 48, 512, 64, 96];
    expect(outside).toEqual([
      '/usr/bin/topicraft',
      '/usr/share/applications/topicraft.desktop',
      '/usr/share/doc/topicraft/copyright',
      ...sizes.map((size) => `/usr/share/icons/hicolor/${size}x${size}/apps/topicraft-app.png`),
      '/usr/share/mime/packages/topicraft.xml',
    ]);
    expect(lines.filter((line) => !line.includes('root/root'))).toEqual(['']);
    expect(lines.find((line) => line.endsWith(' ./usr/bin/topicraft'))).toMatch(/^-rwxr-xr-x/);
  });
});

it('the rpm and the tar.gz hold the same app as the deb', async () => {
  const appFiles = async (program: string, words: string[], prefix: RegExp): Promise<string[]> => {
    const { stdout } = await run(program, words, { maxBuffer: 16 * 1024 * 1024 });
    const files = stdout.split('\n').flatMap((line) => prefix.exec(line)?.[1] ?? []);
    return files.filter((file) => !file.endsWith('/') && file !== 'resources/apparmor-profile').sort();
  };
  const folders = async (files: string[]): Promise<string[]> => {
    const kinds = await Promise.all(files.map(async (file) => (await stat(path.join(unpacked, file))).isFile()));
    return files.filter((_file, index) => kinds[index]);
  };
  const ofDeb = await appFiles('dpkg-deb', ['--contents', deb], / \.\/opt\/Topicraft\/(.+)$/);
  const ofRpm = await appFiles('rpm', ['--query', '--package', '--list', rpm], /^\/opt\/Topicraft\/(.+)$/);
  const ofArchive = await appFiles('tar', ['--list', '--gzip', '--file', archive], /^topicraft-[^/]+\/(.+)$/);
  expect(ofDeb).toContain('resources/app.asar');
  expect(await folders(ofRpm)).toEqual(ofDeb);
  expect(ofArchive).toEqual(ofDeb);
});

async function version(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(repositoryFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
