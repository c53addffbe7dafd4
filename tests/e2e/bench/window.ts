import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { RunControls } from '../pages/run-controls.ts';
import { Trust } from '../pages/trust.ts';
import { type BrowserShell, launchChromium, openInBrowser, openServed } from '../support/browser-shell.ts';
import { connectBeside } from './engine-of-page.ts';
import { firstDrawing, noteFirstDrawing } from './first-drawing.ts';
import { framesDuring, type FrameRate } from './frame-times.ts';
import { inputLatency } from './input-latency.ts';
import { largeGraph, writeLargeProject } from './large-project.ts';
import { raiseLoad, writeLoadProject } from './live-load.ts';
import { memoryOf } from './memory.ts';
import { PageWork, type BusyTimes } from './page-work.ts';
import { drag, placeOnNode } from './pointer.ts';
import { rerunTimes } from './rerun-time.ts';

/**
 * `npm run bench:window`: what the window takes, in Chromium without a graphics card. Figures, never assertions: they go
 * to bench/results/window-DATE.json with the load of the machine before them. Frame rates are bounded by the 60 that the
 * browser draws. See ../../bench/README.md.
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
    await writeLargeProject(folder, largeGraph(10), 40);
    const { shell, work } = await openWatched((prepare) =>
      openInBrowser(browser, {
        home,
        openFirst: folder,
        prepare: async (page) => {
          await noteFirstDrawing(page);
          await prepare(page);
        },
      }),
    );
    const { page } = shell;
    const open = await firstDrawing(page);
    const openBusy = await work.since();
    await page.locator('[data-canvas]:not([aria-busy])').waitFor();
    const bestRoutesMs = await sinceNavigation(page);
    await work.since();
    const renderedNodes = await page.locator('.react-flow__node').count();
    const renderedEdges = await page.locator('.react-flow__edge').count();
    const rates = await dragRates(page, work);
    await shell.close();
    return { nodes: 1000, edges: 1500, open, openBusy, bestRoutesMs, renderedNodes, renderedEdges, ...rates };
  });
}

type Prepare = (page: Page) => Promise<void>;

/** A page whose work is watched from its beginning. */
async function openWatched(
  open: (prepare: Prepare) => Promise<BrowserShell>,
): Promise<{ shell: BrowserShell; work: PageWork }> {
  let work: PageWork | undefined;
  const shell = await open(async (page) => {
    work = await PageWork.watch(page);
  });
  if (!work) throw new Error('the page was not prepared');
  return { shell, work };
}

interface DragRates {
  readonly pan: FrameRate & { readonly busy: BusyTimes };
  readonly move: FrameRate & { readonly busy: BusyTimes };
}

/** Of panning, and of dragging a node. */
async function dragRates(page: Page, work: PageWork): Promise<DragRates> {
  const during = async (button: 'left' | 'middle', nth: number): Promise<FrameRate & { busy: BusyTimes }> => {
    const place = await placeOnNode(page, nth);
    await work.since();
    const rate = await framesDuring(page, () => drag(page, place, button));
    return { ...rate, busy: await work.since() };
  };
  return { pan: await during('middle', 0), move: await during('left', 20) };
}

const streamedPerSecond = 5000;

/** Two hundred nodes while a run of 5,000 events a second is replayed to the page. */
async function streamFigures(browser: Browser): Promise<Record<string, unknown>> {
  return await inHome(async (home) => {
    const folder = path.join(home, 'stream');
    const graph = largeGraph(2);
    await writeLargeProject(folder, graph, 16);
    const program = [path.join(import.meta.dirname, 'replay-server.ts'), '--events-per-second', `${streamedPerSecond}`];
    const { shell, work } = await openWatched((prepare) =>
      openServed(browser, program, { home, openFirst: folder, prepare }),
    );
    const { page } = shell;
    await page.locator('.react-flow__node').first().waitFor();
    await new RunControls(page).expectRunning();
    await page
      .getByText(/^order-\d+$/)
      .first()
      .waitFor();
    const still = await framesDuring(page, () => page.waitForTimeout(4000));
    const rates = await dragRates(page, work);
    const latency = await inputLatency(page);
    const memory = await memoryOf(browser, page, shell.serverId);
    await shell.close();
    const source =
      'made up, not captured: frames in the shape and pace in which the engine sends them of session.watch (4 a second, every node and edge changed) and ' +
      "records.browse (10 a second, 500 records each), replayed by topicraft's own server over its WebSocket and " +
      'contract to the page; no Kafka and no handlers ran';
    return {
      source,
      eventsPerSecond: streamedPerSecond,
      nodes: graph.nodes.length,
      edges: graph.edges.length,
      still,
      ...rates,
      latency,
      memory,
    };
  });
}

/** A real run with the window open, its producer made faster until the machine doesn't keep up. */
async function liveFigures(browser: Browser): Promise<Record<string, unknown>> {
  return await inHome(async (home) => {
    const folder = path.join(home, 'load');
    await writeLoadProject(folder);
    const shell = await openInBrowser(browser, { home, openFirst: folder });
    const { page } = shell;
    await page.locator('.react-flow__node').first().waitFor();
    await new Trust(page).give();
    await new RunControls(page).start();
    const engine = await connectBeside(page);
    const atBest: Record<string, unknown> = {};
    const steps = await raiseLoad(engine, folder, async () => {
      atBest['frames'] = await framesDuring(page, () => page.waitForTimeout(4000));
      atBest['latency'] = await inputLatency(page);
      atBest['memory'] = await memoryOf(browser, page, shell.serverId);
    });
    engine.socket.close();
    await shell.close();
    const sustainedPerSecond = steps.findLast(({ sustained }) => sustained)?.askedPerSecond ?? 0;
    const source = 'a real run on the embedded broker: each event is produced, handled and written to a second topic';
    return { source, sustainedPerSecond, steps, atBest };
  });
}

/** From a click on a handled event to what its handler gives now. */
async function rerunFigures(browser: Browser): Promise<Record<string, unknown>> {
  return await inHome(async (home) => {
    const folder = path.join(home, 'shop');
    await cp(path.join(repositoryFolder, 'examples/ecommerce'), folder, { recursive: true });
    const shell = await openInBrowser(browser, { home, openFirst: folder });
    const { page } = shell;
    await page.locator('.react-flow__node').first().waitFor();
    await new Trust(page).give();
    const taken = await rerunTimes(page);
    await shell.close();
    return { ...taken };
  });
}

function sinceNavigation(page: Page): Promise<number> {
  return page.evaluate(() => Math.round(performance.now()));
}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const benchmarks = {
  example: smallFigures,
  large: largeFigures,
  stream: streamFigures,
  live: liveFigures,
  rerun: rerunFigures,
};
const browser = await launchChromium();
const figures: Record<string, unknown> = {
  date: new Date().toISOString().slice(0, 10),
  surroundings: { ...started, chromium: browser.version() },
  ownCodeGzippedBytes: await ownCodeBytes(),
};
for (const [name, measure] of Object.entries(benchmarks)) {
  if (values.only?.includes(name) ?? true) figures[name] = await measure(browser);
}
await browser.close();
const text = JSON.stringify(figures, undefined, 2);
console.log(text);
const folder = path.join(repositoryFolder, 'bench/results');
const part = values.only ? `-${values.only.join('-')}` : '';
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, `window-${String(figures['date'])}${part}.json`), `${text}\n`);
