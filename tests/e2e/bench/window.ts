import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { launchChromium, openInBrowser } from '../support/browser-shell.ts';
import { framesDuring } from './frame-times.ts';
import { writeLargeProject } from './large-project.ts';

/**
 * `npm run bench:window`: what the window takes, in Chromium without a graphics card. Figures, never assertions: they go
 * to bench/results/window-DATE.json with the load of the machine before them. Frame rates are bounded by the 60 that the
 * browser draws.
 */
const started = { load: Number((loadavg()[0] ?? 0).toFixed(1)), cores: availableParallelism(), node: process.version };

/** Scripts of the page before Monaco, gzipped. */
async function ownCodeBytes(): Promise<number> {
  const assets = path.join(repositoryFolder, 'out/renderer/assets');
  const page = await readFile(path.join(repositoryFolder, 'out/renderer/index.html'), 'utf8');
  let bytes = 0;
  for (const file of await readdir(assets)) {
    if (file.endsWith('.js') && page.includes(file)) bytes += gzipSync(await readFile(path.join(assets, file))).length;
  }
  return bytes;
}

async function inHome<Result>(work: (home: string) => Promise<Result>): Promise<Result> {
  const home = await mkdtemp(path.join(tmpdir(), 'topicraft-bench-'));
  try {
    return await work(home);
  } finally {
    // A server that was told to end may still be writing its journal.
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** From the page's beginning to its first node, the server running already; then to Monaco's first line. */
async function smallFigures(browser: Browser): Promise<Record<string, unknown>> {
  return await inHome(async (home) => {
    const shell = await openInBrowser(browser, {
      home,
      openFirst: path.join(repositoryFolder, 'examples/basic-kafka'),
    });
    const { page } = shell;
    await page.locator('.react-flow__node').first().waitFor();
    const usableCanvasMs = await sinceNavigation(page);
    await page.getByRole('treeitem', { name: /alarm/ }).click();
    const before = await sinceNavigation(page);
    await page.getByRole('tab', { name: 'Code' }).click();
    await page.locator('.monaco-editor .view-line').first().waitFor();
    const monacoFirstOpeningMs = (await sinceNavigation(page)) - before;
    await shell.close();
    return { usableCanvasMs, monacoFirstOpeningMs };
  });
}

async function largeFigures(browser: Browser): Promise<Record<string, unknown>> {
  return await inHome(async (home) => {
    const folder = path.join(home, 'large');
    await writeLargeProject(folder);
    const shell = await openInBrowser(browser, { home, openFirst: folder });
    const { page } = shell;
    await page.locator('.react-flow__node').first().waitFor();
    const openMs = await sinceNavigation(page);
    const renderedNodes = await page.locator('.react-flow__node').count();
    const pan = await framesDuring(page, () => drag(page, { x: 900, y: 300 }, true));
    const node = await page.locator('.react-flow__node').nth(20).boundingBox();
    const place = { x: (node?.x ?? 700) + 30, y: (node?.y ?? 300) + 12 };
    const move = await framesDuring(page, () => drag(page, place, false));
    await shell.close();
    return { nodes: 1000, edges: 1500, openMs, renderedNodes, pan, move };
  });
}

/** There and back with the pointer, in 240 steps. Panning holds the space bar. */
async function drag(page: Page, from: { x: number; y: number }, isPan: boolean): Promise<void> {
  await page.mouse.move(from.x, from.y);
  if (isPan) await page.keyboard.down('Space');
  await page.mouse.down();
  for (let step = 0; step < 240; step += 1) {
    await page.mouse.move(
      from.x - 300 * Math.sin((step / 240) * Math.PI),
      from.y + 60 * Math.sin((step / 60) * Math.PI),
    );
  }
  await page.mouse.up();
  if (isPan) await page.keyboard.up('Space');
}

function sinceNavigation(page: Page): Promise<number> {
  return page.evaluate(() => Math.round(performance.now()));
}

const browser = await launchChromium();
const figures = {
  date: new Date().toISOString().slice(0, 10),
  surroundings: { ...started, chromium: browser.version() },
  ownCodeGzippedBytes: await ownCodeBytes(),
  example: await smallFigures(browser),
  large: await largeFigures(browser),
};
await browser.close();
console.log(JSON.stringify(figures, undefined, 2));
const folder = path.join(repositoryFolder, 'bench/results');
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, `window-${figures.date}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
