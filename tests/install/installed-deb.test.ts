import { copyFile, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, expect as expectSoon } from '@playwright/test';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { TopicraftWindow } from '../e2e/pages/topicraft-window.ts';
import { parseLines } from '../support/topicraft-command.ts';
import { DebianRoot, type Started } from './debian-root.ts';

const root = new DebianRoot(inject('debianRoot'));
let before: string[];

beforeAll(async () => {
  before = await root.list();
  await copyFile(inject('installers').deb, root.file('/tmp/topicraft.deb'));
  await root.runAsRoot(['dpkg', '--install', '/tmp/topicraft.deb']);
});

/** It has gone when the test is over. */
function start(words: readonly string[], environment: Record<string, string> = {}): Started {
  const started = root.start(words, { environment });
  onTestFinished(async () => {
    const { exitCode, signalCode } = started.process;
    if (exitCode !== null || signalCode !== null) return;
    started.signalGroup('SIGKILL');
    await started.ended;
  });
  return started;
}

describe('the command of the installed deb, without a screen', () => {
  it('says its version and nothing else', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await root.run(['topicraft', '--version'])).toEqual({
      code: 0,
      signal: null,
      output: `${version}\n`,
      errors: '',
    });
  });

  it('makes a project, finds nothing wrong with it, and runs it', async () => {
    const made = await root.run(['topicraft', 'new', 'shop', '--template', 'basic-kafka']);
    expect(made).toMatchObject({ code: 0, errors: '' });
    expect(await root.run(['topicraft', 'validate', 'shop'])).toMatchObject({
      code: 0,
      output: 'shop: no problems\n',
      errors: '',
    });
    const ran = await root.run(['topicraft', 'run', 'shop', '--events', '5', '--seed', '1', '--json']);
    expect(ran).toMatchObject({ code: 0, errors: '' });
    const lines = parseLines(ran.output);
    expect(lines[0]).toMatchObject({ type: 'started', target: 'embedded' });
    expect(lines.at(-1)).toMatchObject({ type: 'ended', reason: 'events-done', totals: { handled: 10, errors: 0 } });
  });

  it('tells by its exit code what went wrong, and says it where it belongs', async () => {
    const wrongWord = await root.run(['topicraft', 'rum']);
    expect(wrongWord).toMatchObject({ code: 2, output: '' });
    expect(wrongWord.errors).toMatch(/^topicraft: rum is no command\. Did you mean run\?\n/);
    const missing = await root.run(['topicraft', 'validate', '/nowhere', '--json']);
    expect(missing).toMatchObject({ code: 1, errors: '' });
    expect(parseLines(missing.output).at(0)).toMatchObject({ ok: false, diagnostics: [{ code: 'folder-missing' }] });
  });

  it('takes no word for a switch of Chromium’s', async () => {
    const { code, output, errors } = await root.run(['topicraft', 'validate', '--remote-debugging-port=0', 'x']);
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(errors).toContain('--remote-debugging-port');
    expect(errors).not.toContain('DevTools listening');
  });

  it('works for root, and for a person whose home can not be written', async () => {
    expect(await root.run(['topicraft', 'validate', '/home/ann/shop'], { asRoot: true })).toMatchObject({
      code: 0,
      errors: '',
    });
    const homeless = await root.run(['topicraft', 'run', 'shop', '--events', '2', '--json'], {
      environment: { HOME: '/nowhere' },
    });
    expect(homeless).toMatchObject({ code: 0, errors: '' });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends a run in good order on %s, also where all its processes get it',
    async (signal) => {
      const started = start(['topicraft', 'run', 'shop', '--json']);
      await started.says('output', /"type":"host-started"/);
      started.signalGroup(signal);
      const { code, output } = await started.ended;
      expect(code).toBe(0);
      expect(parseLines(output).at(-1)).toMatchObject({ type: 'ended', reason: 'interrupted' });
    },
  );
});

/**
 * A place where versions are published, and the app told of it, as the installers of a release are. Resolves with the first thing that it
 * is asked for.
 */
async function publishNothingNew(): Promise<{ asked: Promise<string | undefined> }> {
  const server = createServer();
  const asked = new Promise<string | undefined>((resolve) => {
    server.on('request', (request, response) => {
      response.end('version: 0.0.1\nfiles: []\npath: none\nsha512: none\n');
      resolve(request.url);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const files = {
    'app-update.yml': `provider: generic\nurl: http://127.0.0.1:${port}\nupdaterCacheDirName: topicraft\n`,
    'package-type': 'deb',
  };
  const resources = root.file('/opt/Topicraft/resources');
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(resources, name), text);
  onTestFinished(async () => {
    for (const name of Object.keys(files)) await rm(path.join(resources, name));
    server.closeAllConnections();
    server.close();
  });
  return { asked };
}

describe('the window of the installed deb', () => {
  it('starts with its sandbox, opens the example, runs it, looks for a newer version, and ends in good order', async () => {
    const { asked } = await publishNothingNew();
    const started = start(['/opt/Topicraft/topicraft-app', '--remote-debugging-port=0'], await root.screen());
    const [, address = ''] = await started.says('errors', /DevTools listening on (ws:\S+)/);
    const browser = await chromium.connectOverCDP(address);
    onTestFinished(() => browser.close());
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (!page) throw new Error('The app has no window.');
    const window = new TopicraftWindow(page);
    await window.welcome.openExample('Basic Kafka');
    await window.run.run.click();
    await expectSoon(window.run.state).toContainText('events/s', { timeout: 120_000 });
    await expectSoon(async () => {
      const counts = [...(await window.canvas.eventCounts()).values()];
      expect(counts.length).toBeGreaterThan(0);
      expect(counts.every((events) => events > 0)).toBe(true);
    }).toPass({ timeout: 120_000 });
    const processes = await processesOfApp();
    expect(processes.map(({ type }) => type)).toEqual(expect.arrayContaining(['main', 'renderer', 'utility']));
    expect(processes.filter(({ type, isConfined }) => type === 'renderer' && !isConfined)).toEqual([]);
    await window.run.stop.click();
    await expectSoon(window.run.run).toBeEnabled({ timeout: 120_000 });
    expect(await asked).toMatch(/^\/latest-linux\.yml/);
    started.process.kill('SIGTERM');
    expect((await started.ended).code).toBe(0);
    const log = await readFile(root.file('/home/ann/.config/Topicraft/logs/topicraft.log'), 'utf8');
    expect(log).toMatch(/^\S+ app: Topicraft \S+, Electron /);
    expect(await readdir(root.file('/home/ann/.config/Topicraft/Crashpad'))).toContain('client_id');
  });
});

describe('the system with the installed deb', () => {
  it('knows a project’s file by its name', async () => {
    const globs = await readFile(root.file('/usr/share/mime/globs2'), 'utf8');
    expect(globs).toContain('80:application/vnd.topicraft.project+json:topicraft.json\n');
    const entry = await readFile(root.file('/usr/share/applications/topicraft.desktop'), 'utf8');
    expect(entry).toContain('\nExec=/opt/Topicraft/topicraft-app %f\n');
    expect(entry).toContain('\nMimeType=application/vnd.topicraft.project+json;\n');
  });

  it('has nothing left of it when it has been removed', async () => {
    const installed = await root.list();
    expect(installed.length).toBeGreaterThan(before.length + 50);
    await root.runAsRoot(['dpkg', '--remove', 'topicraft']);
    // As of every package that was removed and not purged.
    const ofDpkg = ['f ./var/lib/dpkg/info/topicraft.list ', 'f ./var/lib/dpkg/info/topicraft.postrm '];
    expect(left(before, await root.list())).toEqual(ofDpkg);
    await root.runAsRoot(['dpkg', '--purge', 'topicraft']);
    const after = await root.list();
    expect(left(before, after)).toEqual([]);
    // dpkg takes a folder away that has become empty, though it was there.
    expect(left(after, before)).toEqual(['d ./opt ']);
  });
});

/** What a later list has more, but for dpkg's own copies of its state. */
function left(earlier: readonly string[], later: readonly string[]): string[] {
  const known = new Set(earlier);
  const more = later.filter((line) => !known.has(line));
  return more.filter(
    (line) => !/^f \.\/var\/(lib\/dpkg\/(status|diversions|statoverride)-old|log\/dpkg\.log) /.test(line),
  );
}

/** The processes of the installed app: what they are, and whether a filter of system calls confines them. */
async function processesOfApp(): Promise<{ type: string; isConfined: boolean }[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const program = await readlink(`/proc/${id}/exe`).catch(() => '');
      if (program !== root.file('/opt/Topicraft/topicraft-app')) return [];
      const words = await readFile(`/proc/${id}/cmdline`, 'utf8');
      const status = await readFile(`/proc/${id}/status`, 'utf8');
      const [, type = 'main'] = /--type=([\w-]+)/.exec(words) ?? [];
      return [{ type, isConfined: /^Seccomp:\s+2$/m.test(status) }];
    }),
  );
  return found.flat();
}
