import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { familyOf } from '../../support/process-family.ts';

export interface Memory {
  /** What the page's JavaScript keeps, after its garbage is collected. */
  readonly pageHeapMegabytes: number;
  /** Resident memory by process: the engine's command, what it has started, and the browser's. */
  readonly residentMegabytes: readonly { process: string; megabytes: number }[];
}

const megabyte = 1024 * 1024;

export async function memoryOf(browser: Browser, page: Page, serverId: number): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const own = await Promise.all((await familyOf(serverId)).map(async (id) => [await programOf(id), id] as const));
  const ofBrowser = await browser.newBrowserCDPSession();
  const { processInfo } = await ofBrowser.send('SystemInfo.getProcessInfo');
  await ofBrowser.detach();
  const processes = [...own, ...processInfo.map(({ type, id }) => [`chromium ${type}`, id] as const)];
  return {
    pageHeapMegabytes: Math.round(usedSize / megabyte),
    residentMegabytes: await Promise.all(
      processes.map(async ([process, id]) => ({ process, megabytes: await residentMegabytes(id) })),
    ),
  };
}

/** The bundle that a Node runs, such as `broker.js`; of another process its program. */
async function programOf(id: number): Promise<string> {
  const words = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return path.basename(words.find((word) => /\.[jt]s$/.test(word)) ?? words[0] ?? '');
}

async function residentMegabytes(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1024);
}
