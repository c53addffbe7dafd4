import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { createDebianRoot } from './debian-root.ts';

const repositoryFolder = path.resolve(import.meta.dirname, '../..');
const installersFolder = path.join(repositoryFolder, 'dist/installers');

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute paths. */
    installers: { unpacked: string; deb: string; rpm: string; archive: string };
    /** Folder of a bare Debian with what the deb depends on, and nothing else. */
    debianRoot: string;
  }
}

/**
 * Builds the app's folder, deb, rpm and tar.gz as `npm run dist` does, and makes a bare Debian to install the deb in. With
 * `ELECTRON_OVERRIDE_DIST_PATH` they are made of that Electron; what fpm and 7-Zip are replaced with is electron-builder's to find in the
 * environment (tests/install/README.md).
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'topicraft-install-'));
  const tidy = () => rm(temporary, { recursive: true, force: true });
  try {
    await rm(installersFolder, { recursive: true, force: true });
    await buildInstallers(await overridesOf(temporary));
    const names = await readdir(installersFolder);
    const fileOf = (ending: string): string => {
      const [name, other] = names.filter((candidate) => candidate.endsWith(ending));
      if (name === undefined || other !== undefined) throw new Error(`No single ${ending} in ${names.join(', ')}.`);
      return path.join(installersFolder, name);
    };
    const deb = fileOf('.deb');
    project.provide('installers', {
      unpacked: path.join(installersFolder, 'linux-unpacked'),
      deb,
      rpm: fileOf('.rpm'),
      archive: fileOf('.tar.gz'),
    });
    const root = path.join(temporary, 'root');
    await createDebianRoot(root, await dependenciesOf(deb));
    project.provide('debianRoot', root);
  } catch (error) {
    await tidy();
    throw error;
  }
  return tidy;
}

/** electron-builder's words for an Electron that lies in a folder, without what its own download hasn't. */
async function overridesOf(temporary: string): Promise<string[]> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override === undefined) return [];
  const electron = path.join(temporary, 'electron');
  await cp(override, electron, { recursive: true, verbatimSymlinks: true });
  const version = (await readFile(path.join(electron, 'version'), 'utf8')).trim().replace(/^v/, '');
  await rm(path.join(electron, 'version'));
  await rm(path.join(electron, 'resources/default_app.asar'), { force: true });
  return [`-c.electronVersion=${version}`, `-c.electronDist=${electron}`];
}

async function buildInstallers(overrides: readonly string[]): Promise<void> {
  const words = ['--linux', 'deb', 'rpm', 'tar.gz', '--x64', ...overrides];
  // Packed tightly it takes minutes, and shows nothing more.
  const fast = ['-c.deb.compression=gz', '-c.compression=store'];
  const child = spawn(process.execPath, ['build/dist.ts', ...words, ...fast], {
    cwd: repositoryFolder,
    env: { ...process.env, ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`npm run dist ended with ${code}.`);
}

/** Names of the packages that a deb depends on. */
async function dependenciesOf(deb: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('dpkg-deb', ['--field', deb, 'Depends']);
  return stdout.trim().split(/,\s*/);
}
