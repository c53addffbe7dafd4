import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { expect as expectSoon } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import {
  answerDialogs,
  electronSwitches,
  startApp,
  type StartedApp,
  temporaryFolder,
} from '../support/electron-app.ts';
import { electronProgram } from '../support/electron-program.ts';
import { projectWith } from '../support/project-folder.ts';
import { graphOf, topic } from '../support/graph-builder.ts';
import { parseLines, repositoryFolder } from '../support/topicraft-command.ts';
import { askEngine } from './ask-engine.ts';

declare global {
  interface Window {
    claims: string[];
  }
}

async function emptyProject(name: string): Promise<string> {
  return await realpath(await projectWith(graphOf([topic(name)])));
}

describe('a window', () => {
  it('shows the page, which reaches the engine and has nothing else of the system', async () => {
    const { app, page } = await startApp();
    expect(page.url()).toBe('app://topicraft/index.html');
    expect(await page.evaluate(askEngine, { path: '/application/info' })).toMatchObject({ platform: 'linux' });
    expect(
      await page.evaluate(() => ({
        require: typeof (globalThis as { require?: unknown }).require,
        process: typeof (globalThis as { process?: unknown }).process,
        functions: Object.keys(window.topicraft).length,
      })),
    ).toEqual({ require: 'undefined', process: 'undefined', functions: 24 });
    const kinds = await app.evaluate(({ app }) => app.getAppMetrics().map(({ name, type }) => name ?? type));
    expect(kinds).toContain('Topicraft engine');
  });

  it('runs no script but the app’s own, and evaluates none', async () => {
    const { page } = await startApp();
    const violations = await page.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.hacked = true';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'https://example.com/pixel.png';
      document.body.append(image);
      await fetch('https://example.com/').catch(() => undefined);
      // What the debugger runs itself may evaluate; what comes after it may not.
      await new Promise((resolve) => setTimeout(resolve, 0));
      try {
        // oxlint-disable-next-line no-eval -- whether it can be done is what is asked
        globalThis.eval('1');
        seen.push('evaluated');
      } catch {
        seen.push('not evaluated');
      }
      await new Promise((resolve) => setTimeout(resolve, 0));
      return { seen: [...new Set(seen)].sort(), hacked: 'hacked' in window };
    });
    expect(violations).toEqual({
      seen: ['connect-src', 'img-src', 'not evaluated', 'script-src', 'script-src-elem'],
      hacked: false,
    });
  });

  it('stays on its page, opens no other, and is granted nothing', async () => {
    const { app, page } = await startApp();
    const opened = await app.evaluate(({ shell }) => {
      const addresses: string[] = [];
      shell.openExternal = (address) => {
        addresses.push(address);
        return Promise.resolve();
      };
      (globalThis as { opened?: string[] }).opened = addresses;
      return addresses;
    });
    expect(opened).toEqual([]);
    await page.evaluate(async () => {
      window.open('https://example.com/docs');
      window.open('file:///etc/passwd');
      location.assign('https://example.com/');
      await window.topicraft.openExternal('http://example.com/');
      await window.topicraft.openExternal('https://user:word@example.com/');
    });
    expect(await page.evaluate(() => window.topicraft.openExternal('https://example.com/more'))).toBe(true);
    expect(page.url()).toBe('app://topicraft/index.html');
    expect(app.windows()).toHaveLength(1);
    expect(await app.evaluate(() => (globalThis as { opened?: string[] }).opened)).toEqual([
      'https://example.com/docs',
      'https://example.com/more',
    ]);
    expect(
      await page.evaluate(async () => [
        (await navigator.permissions.query({ name: 'geolocation' })).state,
        await Notification.requestPermission(),
      ]),
    ).toEqual(['denied', 'denied']);
  });

  it('gives out the files of the page only', async () => {
    const { page } = await startApp();
    const statuses = await page.evaluate(async () => {
      const addresses = ['/index.html', '/../../package.json', '/%2e%2e/package.json', '/assets', '/nothing.js'];
      return await Promise.all(addresses.map(async (address) => (await fetch(address)).status));
    });
    expect(statuses).toEqual([200, 404, 404, 404, 404]);
  });
});

describe('a lost engine', () => {
  it('is told to the page, and another one answers when it is asked for', async () => {
    const { app, page } = await startApp();
    await page.evaluate(askEngine, { path: '/application/info' });
    await page.evaluate(() => {
      window.claims = [];
      window.topicraft.onEngineState(({ state }) => window.claims.push(state));
    });
    const pid = await app.evaluate(
      ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Topicraft engine')?.pid ?? 0,
    );
    process.kill(pid, 'SIGKILL');
    await expectSoon.poll(() => page.evaluate(() => window.claims)).toEqual(['running', 'lost']);
    await page.evaluate(() => window.topicraft.restartEngine());
    await expectSoon.poll(() => page.evaluate(() => window.claims)).toEqual(['running', 'lost', 'running']);
    expect(await page.evaluate(askEngine, { path: '/application/info' })).toMatchObject({ platform: 'linux' });
  });
});

describe('projects and windows', () => {
  it('open a project in one window only, and free the others', async () => {
    const project = await emptyProject('orders');
    const { app, page } = await startApp();
    expect(await page.evaluate((folder) => window.topicraft.claimProject(folder), `${project}/.`)).toBe('here');
    const opened = app.waitForEvent('window');
    await page.evaluate(() => window.topicraft.openWindow());
    const second = await opened;
    await second.waitForLoadState();
    expect(await second.evaluate((folder) => window.topicraft.claimProject(folder), project)).toBe('elsewhere');
    await page.evaluate(() => window.topicraft.releaseProject());
    expect(await second.evaluate((folder) => window.topicraft.claimProject(folder), project)).toBe('here');
  });

  it('open the project of the command line, also when the app runs already', async () => {
    const [first, next] = [await emptyProject('orders'), await emptyProject('payments')];
    const { app, page, userData } = await startApp([path.join(first, 'topicraft.json')]);
    expect(await page.evaluate(() => window.topicraft.openFirst)).toBe(first);
    const opened = app.waitForEvent('window');
    const code = await new Promise<number>((resolve) => {
      execFile(
        electronProgram(),
        [...electronSwitches(userData), repositoryFolder, next],
        { env: { ...process.env, HOME: userData } },
        (error) => resolve(error ? Number(error.code) : 0),
      );
    });
    expect(code).toBe(0);
    const second = await opened;
    await second.waitForLoadState();
    expect(await second.evaluate(() => window.topicraft.openFirst)).toBe(next);
  });

  it('open again where they were left', async () => {
    const userData = await temporaryFolder();
    const bounds = { x: 40, y: 30, width: 1100, height: 700 };
    const first = await startApp([], userData);
    await first.app.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
      bounds,
    );
    const boundsIn = ({ app }: StartedApp) =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    // The screen's server moves and sizes a window when it gets to it.
    await expectSoon.poll(() => boundsIn(first)).toEqual(bounds);
    await first.app.close();
    const second = await startApp([], userData);
    await expectSoon.poll(async () => (await boundsIn(second))?.width).toBe(bounds.width);
    expect(await boundsIn(second)).toEqual(bounds);
  });
});

describe('closing a window', () => {
  it('asks about what is unsaved, and stays where the person says so', async () => {
    const { app, page } = await startApp();
    const asked = await answerDialogs(app, 'Cancel');
    await page.evaluate(() => {
      window.topicraft.setUnsaved(2);
      window.topicraft.close();
    });
    await expectSoon.poll(asked).toEqual(['Save what you changed?']);
    expect(await page.evaluate(() => window.topicraft.platform)).toBe('linux');
  });

  it('saves by the page where that is wanted, and stays where the page could not', async () => {
    const { app, page } = await startApp();
    await answerDialogs(app, 'Save');
    await page.evaluate(() => {
      window.claims = [];
      window.topicraft.onClose(async (choice) => {
        window.claims.push(choice);
        return window.claims.length > 1;
      });
      window.topicraft.setUnsaved(1);
      window.topicraft.close();
    });
    await expectSoon.poll(() => page.evaluate(() => window.claims)).toEqual(['save']);
    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    await page.evaluate(() => window.topicraft.close());
    expect(await ended).toBe(0);
  });

  it('asks nobody where all is saved, and ends the app with the last window', async () => {
    const { app, page } = await startApp();
    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    await page.evaluate(() => {
      window.topicraft.onClose(async () => true);
      window.topicraft.close();
    });
    expect(await ended).toBe(0);
  });
});

describe('the menu', () => {
  it('asks the page for actions by their ids, and has the roles of the platform', async () => {
    const { app, page } = await startApp();
    await page.evaluate(() => {
      window.claims = [];
      window.topicraft.onMenuAction((action) =>
        window.claims.push(action.type === 'action' ? action.id : action.folder),
      );
    });
    const labels = await app.evaluate(({ Menu }) => {
      const menu = Menu.getApplicationMenu();
      menu?.getMenuItemById('save')?.click();
      menu?.getMenuItemById('run')?.click();
      return menu?.items.map(({ label }) => label);
    });
    expect(labels).toEqual(['File', 'Edit', 'View', 'Run', 'Window', 'Help']);
    await expectSoon.poll(() => page.evaluate(() => window.claims)).toEqual(['save', 'run']);
  });
});

describe('--cli', () => {
  it('runs a project on utility processes, without a screen', async () => {
    const userData = await temporaryFolder();
    const { DISPLAY: _display, ...environment } = process.env;
    const words = ['--cli', 'run', 'examples/basic-kafka', '--events', '5', '--seed', '1', '--json'];
    const output = await new Promise<string>((resolve, reject) => {
      execFile(
        electronProgram(),
        [...electronSwitches(userData), repositoryFolder, ...words],
        { cwd: repositoryFolder, env: { ...environment, HOME: userData } },
        (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)),
      );
    });
    const lines = parseLines(output);
    expect(lines.find(({ type }) => type === 'started')).toMatchObject({ target: 'embedded' });
    expect(lines.at(-1)).toMatchObject({
      type: 'ended',
      reason: 'events-done',
      totals: { rootEvents: 5, handled: 10, errors: 0 },
    });
  });
});
