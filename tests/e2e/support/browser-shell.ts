import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { familyRunning } from '../../support/process-family.ts';
import { servedAddress } from '../../support/served-engine.ts';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { collectComplaints } from './complaints.ts';
import { type Shell, type ShellStart, windowSize } from './shell.ts';

/** Nothing that asks the network or the graphics card of this machine. */
const switches = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium, or the one of CHROMIUM_PATH. */
export async function launchChromium(moreSwitches: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...switches, ...moreSwitches],
  });
}

/** `topicraft serve` as a person starts it, and its page in a browser that has nothing from before. */
export async function openInBrowser(browser: Browser, start: BrowserStart): Promise<BrowserShell> {
  return await openServed(browser, [path.join(repositoryFolder, 'out/topicraft.js'), 'serve', '--no-open'], start);
}

export interface BrowserStart extends ShellStart {
  /** Called with the page before anything is loaded into it. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface BrowserShell extends Shell {
  /** Of the command that serves the page. */
  readonly serverId: number;
}

/** The page of any program of Node that takes the words of `topicraft serve` and tells its address as that does. */
export async function openServed(
  browser: Browser,
  program: readonly string[],
  { home, openFirst, prepare }: BrowserStart,
): Promise<BrowserShell> {
  const words = ['--json', '--state-folder', path.join(home, 'state')];
  const server = spawn(process.execPath, [...program, ...words, ...(openFirst === undefined ? [] : [openFirst])], {
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Whoever drives it may fail before it closes.
  const endWithUs = (): boolean => server.kill('SIGKILL');
  process.once('exit', endWithUs);
  server.once('exit', () => process.off('exit', endWithUs));
  const url = await servedAddress(server);
  const context = await browser.newContext({ viewport: windowSize });
  const page = await context.newPage();
  const complaints = collectComplaints(page);
  await prepare?.(page);
  await page.goto(url);
  return {
    page,
    name: 'browser',
    complaints,
    serverId: server.pid ?? 0,
    brokerProcessId: async () => (await familyRunning(server.pid ?? 0, 'out/broker.js'))[0],
    endEngine: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
    saveTo: async (file, act) => {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      await download.saveAs(file);
    },
    resize: async (size) => await page.setViewportSize(size),
    close: async () => {
      // The page goes first: it would complain, and rightly, of a server that has gone.
      await context.close();
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}
