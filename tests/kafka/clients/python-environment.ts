import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '../real-kafka/install.ts';

const run = promisify(execFile);

/** The folder of programs of a Python environment of this name that has what the file lists; made where it is missing. */
export async function pythonEnvironment(name: string, requirementsFile: string): Promise<string> {
  const environment = path.join(cacheDirectory, name);
  const programs = path.join(environment, 'bin');
  // The copy of the requirements is written last: it says that the environment is whole, and for which versions.
  const installedFile = path.join(environment, 'installed-requirements.txt');
  const requirements = await readFile(requirementsFile, 'utf8');
  if ((await readFile(installedFile, 'utf8').catch(() => '')) === requirements) return programs;
  await rm(environment, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', environment]);
  await run(path.join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirementsFile]);
  await writeFile(installedFile, requirements);
  return programs;
}
