import type { CDPSession, Page } from '@playwright/test';

/** What the page's main thread has worked, in milliseconds of its own time: other programs slow it down, and don't add to it. */
export interface BusyTimes {
  readonly allMs: number;
  readonly scriptMs: number;
  readonly layoutMs: number;
  readonly styleMs: number;
}

const nothing: BusyTimes = { allMs: 0, scriptMs: 0, layoutMs: 0, styleMs: 0 };

/** Watches a page's main thread, from before the page is loaded on. */
export class PageWork {
  private readonly session: CDPSession;
  private told = nothing;

  private constructor(session: CDPSession) {
    this.session = session;
  }

  static async watch(page: Page): Promise<PageWork> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new PageWork(session);
  }

  /** Since it was asked last. */
  async since(): Promise<BusyTimes> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    const ms = (name: string): number =>
      Math.round((metrics.find((metric) => metric.name === name)?.value ?? NaN) * 1000);
    const before = this.told;
    this.told = {
      allMs: ms('TaskDuration'),
      scriptMs: ms('ScriptDuration'),
      layoutMs: ms('LayoutDuration'),
      styleMs: ms('RecalcStyleDuration'),
    };
    return {
      allMs: this.told.allMs - before.allMs,
      scriptMs: this.told.scriptMs - before.scriptMs,
      layoutMs: this.told.layoutMs - before.layoutMs,
      styleMs: this.told.styleMs - before.styleMs,
    };
  }
}
