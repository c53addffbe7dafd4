import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { LogFile } from './log-file.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-log-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it('writes lines with time and source, for the person only', async () => {
  const folder = path.join(await temporaryFolder(), 'logs');
  const log = new LogFile(folder);
  log.write('app', 'Topicraft 1.0.0');
  log.write('engine', 'Error: no\n  at somewhere\n');
  const file = path.join(folder, 'topicraft.log');
  const text = await readFile(file, 'utf8');
  expect(text.replaceAll(/^\d{4}-\d\d-\d\dT[\d:.]+Z/gm, 'TIME')).toBe(
    'TIME app: Topicraft 1.0.0\nTIME engine: Error: no\n      at somewhere\n',
  );
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('keeps one older file, so that it never grows beyond two', async () => {
  const folder = await temporaryFolder();
  const log = new LogFile(folder, 100);
  for (let line = 0; line < 50; line += 1) log.write('app', `line ${line}`);
  expect((await readdir(folder)).sort()).toEqual(['topicraft.log', 'topicraft.old.log']);
  expect((await stat(path.join(folder, 'topicraft.old.log'))).size).toBeLessThan(200);
  expect(await readFile(path.join(folder, 'topicraft.log'), 'utf8')).toContain('line 49');
});

it('ends nothing where it can not write, and says so once', async () => {
  const folder = path.join(await temporaryFolder(), 'file');
  await writeFile(folder, '');
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => said.mockRestore());
  const log = new LogFile(folder);
  log.write('app', 'one');
  log.write('app', 'two');
  expect(said).toHaveBeenCalledOnce();
});
