import type { Page } from '@playwright/test';

export interface FrameRate {
  /** Frames a second, by the median time between two. */
  readonly median: number;
  /** By the time that 95 of 100 frames keep to. */
  readonly slow: number;
  readonly frames: number;
}

/** Frames of the page while something is done in it. */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<FrameRate> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { topicraftFrames: times });
    const tick = (time: number): void => {
      times.push(time);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await work();
  const times = await page.evaluate(() => (globalThis as unknown as { topicraftFrames: number[] }).topicraftFrames);
  const gaps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .sort((one, other) => one - other);
  const rateAt = (share: number): number => Math.round(1000 / (gaps[Math.floor((gaps.length - 1) * share)] ?? NaN));
  return { median: rateAt(0.5), slow: rateAt(0.95), frames: gaps.length };
}
