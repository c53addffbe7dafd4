import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, expect, test as base } from '@playwright/test';
import { TopicraftWindow } from '../pages/topicraft-window.ts';
import { startRealKafka, type RealKafka } from '../../kafka/real-kafka/real-kafka.ts';
import { launchChromium, openInBrowser } from './browser-shell.ts';
import { type ClusterName, connectTo, runOnCluster } from './clusters.ts';
import { openInElectron } from './electron-shell.ts';
import type { Shell, ShellName } from './shell.ts';

export interface ShellOptions {
  shell: ShellName;
}

interface Fixtures {
  /** The person's home: a folder of this test alone. */
  home: string;
  /** Opened when the app starts; none is the welcome page. */
  openFirst: string | undefined;
  /** Where `startRun` runs the graph. */
  cluster: ClusterName;
  /** Presses Run, on the cluster of this test, and waits until it runs. */
  startRun: () => Promise<void>;
  /** The app, started for this test. */
  app: Shell;
  window: TopicraftWindow;
}

interface WorkerFixtures {
  chromiumBrowser: () => Promise<Browser>;
  realKafka: () => Promise<RealKafka>;
}

/** A test with an app of its own. It fails on any error or warning in the page's console, and on whatever the page throws. */
export const test = base.extend<ShellOptions & Fixtures, WorkerFixtures>({
  shell: ['browser', { option: true }],
  openFirst: [undefined, { option: true }],
  cluster: ['the embedded broker', { option: true }],

  chromiumBrowser: [
    async ({}, use) => {
      let browser: Promise<Browser> | undefined;
      await use(async () => await (browser ??= launchChromium()));
      await (await browser)?.close();
    },
    { scope: 'worker' },
  ],

  realKafka: [
    async ({}, use) => {
      let kafka: Promise<RealKafka> | undefined;
      await use(async () => await (kafka ??= startRealKafka()));
      await (await kafka)?.stop();
    },
    { scope: 'worker' },
  ],

  home: async ({}, use) => {
    const home = await mkdtemp(path.join(tmpdir(), 'topicraft-e2e-'));
    await use(home);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  },

  app: async ({ shell, home, openFirst, chromiumBrowser }, use) => {
    const start = { home, ...(openFirst === undefined ? {} : { openFirst }) };
    const app =
      shell === 'electron' ? await openInElectron(start) : await openInBrowser(await chromiumBrowser(), start);
    // Without a graphics card, marks that run along wires would take all of the machine.
    await app.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await use(app);
    await app.close();
    expect(app.complaints, 'errors and warnings in the console').toEqual([]);
  },

  window: async ({ app }, use) => {
    await use(new TopicraftWindow(app.page));
  },

  startRun: async ({ window, cluster, realKafka }, use) => {
    await use(async () => {
      if (cluster === 'the embedded broker') return await window.run.start();
      await connectTo(window, await realKafka());
      await runOnCluster(window);
    });
  },
});

export { expect } from '@playwright/test';
