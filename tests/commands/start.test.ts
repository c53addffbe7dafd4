import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { repositoryFolder } from '../support/topicraft-command.ts';

it('npm start says in one line why there is no window, and serves a browser in its place', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'topicraft-start-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const child = spawn(process.execPath, [path.join(repositoryFolder, 'build/start.ts'), '--json'], {
    // Without a display, on every platform that needs to be told of one.
    env: { PATH: process.env['PATH'] ?? '', HOME: home, INIT_CWD: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  expect((await fetch(url)).status).toBe(200);
  expect(complaints).toBe('No window: there is no screen here. Topicraft opens in the browser instead.\n');
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
