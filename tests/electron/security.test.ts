import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect as expectSoon, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channels } from '../../main/electron/bridge/channels.ts';
import { launchApp, type LaunchedApp } from '../support/electron-app.ts';
import { repositoryFolder } from '../support/topicraft-command.ts';
import { listeningPorts } from './listening-ports.ts';

/**
 * Electron's security checklist (https://www.electronjs.org/docs/latest/tutorial/security), point by point, looked up in the
 * app as it runs. Point 19, fuses, is looked up in the packaged program: see tests/install.
 */
let launched: LaunchedApp;
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  launched = await launchApp();
  ({ app, page } = launched);
});

afterAll(() => launched.close());

/** What Electron has made of a window's preferences. */
async function preferences(): Promise<Record<string, unknown>> {
  return await app.evaluate(({ webContents }) => {
    const contents = webContents.getAllWebContents();
    if (contents.length !== 1) throw new Error(`there are ${contents.length} contents`);
    // Not among Electron's declared functions, yet it alone tells what holds in the end.
    const [own] = contents as unknown as { getLastWebPreferences(): object }[];
    return { ...own?.getLastWebPreferences() };
  });
}

describe('the app as it runs', () => {
  it('1. loads nothing but what it brings, over a scheme that counts as secure', async () => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.reload();
    page.removeAllListeners('request');
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.filter((address) => !address.startsWith('app://topicraft/'))).toEqual([]);
    expect(await page.evaluate(() => isSecureContext)).toBe(true);
  });

  it('2. gives its page nothing of Node', async () => {
    expect(await preferences()).toMatchObject({ nodeIntegration: false });
    for (const also of ['nodeIntegrationInWorker', 'nodeIntegrationInSubFrames']) {
      expect(await preferences()).not.toHaveProperty(also, true);
    }
    const ofPage = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
    );
    expect(ofPage).toEqual([]);
  });

  it('3. keeps the preload’s world apart from the page’s', async () => {
    expect(await preferences()).toMatchObject({ contextIsolation: true });
    // What the page does to its own built-ins is not seen by the bridge.
    const heard = await page.evaluate(() => {
      let seen = 0;
      const before = Object.getOwnPropertyDescriptor(Set.prototype, 'add') ?? {};
      // oxlint-disable-next-line no-extend-native -- what a page may do is what is tried
      Object.defineProperty(Set.prototype, 'add', { ...before, value: () => (seen += 1) });
      // The preload puts listeners into a set.
      window.topicraft.onEngineState(() => undefined)();
      // oxlint-disable-next-line no-extend-native -- as before
      Object.defineProperty(Set.prototype, 'add', before);
      return seen;
    });
    expect(heard).toBe(0);
  });

  it('4. is sandboxed in all of its pages', async () => {
    expect(await preferences()).toMatchObject({ sandbox: true });
    // Root can't have the system's part of it, and the tests mostly are; who asks for a window without it gets none the less.
    const asRoot = process.getuid?.() === 0;
    expect(await app.evaluate(({ app }) => app.commandLine.hasSwitch('enable-sandbox'))).toBe(!asRoot);
    const main = await readFile(path.join(repositoryFolder, 'main/electron/main.ts'), 'utf8');
    expect(main).toContain('app.enableSandbox()');
  });

  it('5. is asked for permissions in vain', async () => {
    const states = await page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'midi',
        'clipboard-read',
        'persistent-storage',
      ];
      return await Promise.all(
        names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
      );
    });
    expect(states).toEqual(states.map(() => 'denied'));
    const media = await page.evaluate(async () =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        ({ name }: Error) => name,
      ),
    );
    expect(media).not.toBe('given');
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  });

  it('6. holds to the same origin', async () => {
    expect(await preferences()).toMatchObject({ webSecurity: true });
    expect(
      await page.evaluate(() =>
        fetch('file:///etc/hostname').then(
          () => 'read',
          () => 'refused',
        ),
      ),
    ).toBe('refused');
  });

  it('7. has a policy without unsafe scripts, and it holds', async () => {
    const policy = await page.evaluate(async () => (await fetch('/index.html')).headers.get('content-security-policy'));
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy?.replace(/style-src [^;]*/, '')).not.toMatch(/unsafe|\*|http:|data: *;? *script/);
    const ran = await page.evaluate(async () => {
      const inline = document.createElement('script');
      inline.textContent = 'window.ranInline = true';
      const handler = document.createElement('div');
      handler.setAttribute('onclick', 'window.ranHandler = true');
      const far = document.createElement('script');
      far.src = 'data:text/javascript,window.ranData=true';
      document.body.append(inline, handler, far);
      await new Promise((resolve) => far.addEventListener('error', resolve));
      handler.click();
      const link = document.createElement('a');
      link.href = 'javascript:window.ranLink=true';
      document.body.append(link);
      link.click();
      return ['ranInline', 'ranHandler', 'ranData', 'ranLink'].filter((name) => name in window);
    });
    expect(ran).toEqual([]);
  });

  it('8. runs no insecure content', async () => {
    expect(await preferences()).not.toHaveProperty('allowRunningInsecureContent', true);
  });

  it('9. switches no experiment on', async () => {
    expect(await preferences()).not.toHaveProperty('experimentalFeatures', true);
  });

  it('10. enables no feature of Blink', async () => {
    expect((await preferences())['enableBlinkFeatures'] ?? '').toBe('');
    const switches = await app.evaluate(({ app }) => app.commandLine.getSwitchValue('enable-blink-features'));
    expect(switches).toBe('');
  });

  it('11. and 12. have no webview, with whatever options', async () => {
    expect(await preferences()).toMatchObject({ webviewTag: false });
    const made = await page.evaluate(async () => {
      const view = document.createElement('webview');
      view.setAttribute('allowpopups', '');
      view.setAttribute('src', 'https://example.com/');
      document.body.append(view);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      return { contents: 'getWebContentsId' in view, height: view.shadowRoot !== null };
    });
    expect(made).toEqual({ contents: false, height: false });
    expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
  });

  it('13. goes nowhere else', async () => {
    for (const address of [
      'https://example.com/',
      'file:///etc/passwd',
      'app://other/index.html',
      'data:text/html,hostile',
    ]) {
      await page.evaluate((target) => location.assign(target), address).catch(() => undefined);
      await page.evaluate((target) => {
        const frame = Object.assign(document.createElement('iframe'), { src: target });
        document.body.append(frame);
      }, address);
    }
    expect(page.url()).toBe('app://topicraft/index.html');
    await expectSoon.poll(() => page.evaluate(() => document.body.textContent)).toContain('Topicraft');
    // A frame that was refused keeps the address that it asked for, and has an origin that is nobody's.
    const origins = await app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().flatMap(({ mainFrame }) => mainFrame.framesInSubtree.map(({ origin }) => origin)),
    );
    expect(new Set(origins)).toEqual(new Set(['app://topicraft', 'null']));
    const texts = await app.evaluate(async ({ webContents }) => {
      const frames = webContents.getAllWebContents().flatMap(({ mainFrame }) => mainFrame.framesInSubtree.slice(1));
      return await Promise.all(
        frames.map((frame) => frame.executeJavaScript('document.documentElement.textContent').catch(() => 'refused')),
      );
    });
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.join(' ')).not.toContain('hostile');
  });

  it('14. opens no window for its page', async () => {
    const opened = await page.evaluate(() => [
      window.open('https://example.com/') === null,
      window.open('about:blank') === null,
      window.open('app://topicraft/index.html') === null,
    ]);
    expect(opened).toEqual([true, true, true]);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('15. opens outside only what is https and hides no host', async () => {
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      (globalThis as { opened?: string[] }).opened = opened;
      shell.openExternal = async (address) => void opened.push(address);
    });
    const answers = await page.evaluate(async () => {
      const addresses = [
        'http://example.com/',
        'file:///usr/bin/xcalc',
        'javascript:alert(1)',
        'ms-msdt:/id',
        'smb://example.com/share',
        'https://example.com@evil.example/',
        'vscode://file/etc/passwd',
        'not an address',
        'https://example.com/docs',
      ];
      return await Promise.all(addresses.map((address) => window.topicraft.openExternal(address)));
    });
    expect(answers).toEqual([...Array.from({ length: 8 }, () => false), true]);
    expect(await app.evaluate(() => (globalThis as { opened?: string[] }).opened)).toEqual([
      'https://example.com/docs',
    ]);
  });

  it('16. ships with one version of Electron, named exactly', async () => {
    const text = await readFile(path.join(repositoryFolder, 'package.json'), 'utf8');
    const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('17. hears nobody but its own page', async () => {
    const before = await state();
    // A page that is none of ours, with all that an attacker could wish for: raw messages, on each channel there is.
    const refused = await app.evaluate(
      async ({ BrowserWindow }, names) => {
        const stranger = new BrowserWindow({
          show: false,
          webPreferences: { nodeIntegration: true, contextIsolation: false, sandbox: false },
        });
        await stranger.loadURL('data:text/html,stranger');
        const heard = (await stranger.webContents.executeJavaScript(`(async () => {
          const { ipcRenderer } = require('electron');
          const heard = [];
          for (const name of ${JSON.stringify(names)}) {
            const values = [{ title: 't', button: 'b', purpose: 'open' }, '/tmp', 'dark', 'close', 1, true];
            for (const value of values) {
              ipcRenderer.send(name, value);
              await ipcRenderer.invoke(name, value).then((answer) => heard.push([name, answer]), () => undefined);
            }
          }
          heard.push(...[ipcRenderer.sendSync(${JSON.stringify(names[0])})].filter((answer) => answer != null));
          return heard;
        })()`)) as unknown[];
        stranger.destroy();
        return heard;
      },
      [channels.begin, ...Object.values(channels).filter((name) => name !== channels.begin)],
    );
    expect(refused).toEqual([]);
    expect(await state()).toEqual(before);
  });

  /** What messages could change. */
  async function state(): Promise<unknown> {
    return await app.evaluate(({ app, BrowserWindow, nativeTheme }) => ({
      windows: BrowserWindow.getAllWindows().map((window) => [
        window.isVisible(),
        window.isMaximized(),
        window.getTitle(),
      ]),
      theme: nativeTheme.themeSource,
      engine: app.getAppMetrics().find(({ name }) => name === 'Topicraft engine')?.pid,
    }));
  }

  it('18. has a scheme of its own and nothing under file:', async () => {
    expect(page.url()).toBe('app://topicraft/index.html');
    const statuses = await page.evaluate(async () => {
      const addresses = [
        '/../../package.json',
        '/%2e%2e/%2e%2e/package.json',
        '/assets/',
        '//etc/passwd',
        '/index.html%00.js',
      ];
      return await Promise.all(
        addresses.map(async (address) =>
          fetch(address).then(
            ({ status }) => status,
            () => 'refused',
          ),
        ),
      );
    });
    expect(statuses.filter((status) => status === 200)).toEqual([]);
  });

  it('20. shows its page functions of its own, and nothing of Electron’s', async () => {
    const exposed = await page.evaluate(() => {
      const strangeNames = ['ipcRenderer', 'send', 'invoke', 'on', 'webFrame', 'shell'];
      return {
        kinds: [...new Set(Object.values(window.topicraft).map((value) => typeof value))].sort(),
        strange: strangeNames.filter((name) => name in window.topicraft || name in globalThis),
        frozen: (() => {
          try {
            return Reflect.set(window.topicraft, 'close', () => undefined);
          } catch {
            return false;
          }
        })(),
      };
    });
    expect(exposed).toEqual({ kinds: ['boolean', 'function', 'string', 'undefined'], strange: [], frozen: false });
  });

  it('listens nowhere before something runs', async () => {
    await expectSoon
      .poll(() => app.evaluate(({ app }) => app.getAppMetrics().some(({ name }) => name === 'Topicraft engine')))
      .toBe(true);
    const own = await app.evaluate(() => process.pid);
    // Playwright's own debugger, by which this very question is asked.
    const debuggers = await app.evaluate(
      () =>
        process.execArgv.concat(process.argv).filter((word) => /^--(inspect|remote-debugging-port)/.test(word)).length,
    );
    expect(await listeningPorts(own)).toHaveLength(debuggers);
  });
});
