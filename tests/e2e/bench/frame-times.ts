import type { Page } from '@playwright/test';

export interface FrameRate {
  /** Frames a second, by the median time between two. */
  readonly median: number;
  /** By the time that 95 of 100 frames keep to. */
  readonly slow: number;
  /** All of them by the whole time: where work comes in bursts, the median hides it. */
  readonly mean: number;
  readonly frames: number;
}

interface FrameWatch {
  readonly topicraftFrames: number[];
  topicraftFramesEnded?: boolean;
}

/** Frames of the page while something is done in it. */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<FrameRate> {
  await page.evaluate(() => {
    const watch: FrameWatch = Object.assign(globalThis, { topicraftFrames: [], topicraftFramesEnded: false });
    const tick = (time: number): void => {
      watch.topicraftFrames.push(time);
      if (!watch.topicraftFramesEnded) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await work();
  const times = await page.evaluate(() => {
    const watch = globalThis as unknown as FrameWatch;
    watch.topicraftFramesEnded = true;
    return watch.topicraftFrames;
  });
  const gaps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .sort((one, other) => one - other);
  const rateAt = (share: number): number => Math.round(1000 / (gaps[Math.floor((gaps.length - 1) * share)] ?? NaN));
  const mean = Math.round((1000 * gaps.length) / ((times.at(-1) ?? 0) - (times[0] ?? 0)));
  return { median: rateAt(0.5), slow: rateAt(0.95), mean, frames: gaps.length };
}
