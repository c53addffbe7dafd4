import type { Page } from '@playwright/test';
import { quantile } from '../../bench/measuring/summary.ts';
import { EventsPanel } from '../pages/events-panel.ts';
import { RunControls } from '../pages/run-controls.ts';

const times = 20;

export interface RerunTimes {
  /** The first one: the handler's file is opened in the editor, which has been open before. */
  readonly firstMs: number;
  readonly againMedianMs: number;
  readonly again95thMs: number;
}

/**
 * From the click on "Re-run on this event" to the verdict on the screen, by the page's own clock, in the e-commerce example
 * whose run has ended; and from "Run again" to the next verdict.
 */
export async function rerunTimes(page: Page): Promise<RerunTimes> {
  const events = new EventsPanel(page);
  const run = new RunControls(page);
  await run.start();
  await events.showTopic('stock');
  await events.rowWith('"reserved"').waitFor();
  await events.pause();
  await page.getByRole('treeitem', { name: /payment-service/ }).click();
  await page.getByRole('tab', { name: 'Code' }).click();
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await run.end();
  await events.rowWith('"reserved"').click();
  const button = events.record.getByRole('button', { name: 'Re-run on this event' });
  await button.waitFor();
  const firstMs = await fromClickToVerdict(page, () => button.click());
  const again: number[] = [];
  for (let time = 0; time < times; time += 1) {
    again.push(await fromClickToVerdict(page, () => page.getByRole('button', { name: 'Run again' }).click()));
  }
  const sorted = again.sort((one, other) => one - other);
  return { firstMs, againMedianMs: quantile(sorted, 0.5), again95thMs: quantile(sorted, 0.95) };
}

/** The page notes the click, and the first drawing after which a verdict stands there that was not there before. */
async function fromClickToVerdict(page: Page, click: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    // What the page is to do goes there alone, without anything around it.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const strip = (): Element | null => document.querySelector('section[aria-label="Re-run"]');
    const isDone = (): boolean =>
      strip()?.querySelector('[role="status"]') !== null &&
      strip() !== null &&
      ![...(strip()?.querySelectorAll('button') ?? [])].some(({ textContent }) => textContent?.includes('Running'));
    const result = new Promise<number>((resolve) => {
      document.addEventListener(
        'click',
        () => {
          const clickedMs = performance.now();
          let wasBusy = strip() === null;
          const observer = new MutationObserver(() => {
            if (!isDone()) {
              wasBusy = true;
            } else if (wasBusy) {
              observer.disconnect();
              requestAnimationFrame(() => resolve(Math.round(performance.now() - clickedMs)));
            }
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        },
        { once: true, capture: true },
      );
    });
    Object.assign(globalThis, { rerunResult: result });
  });
  await click();
  return await page.evaluate(() => (globalThis as unknown as { rerunResult: Promise<number> }).rerunResult);
}
