import { expect, type Locator, type Page } from '@playwright/test';

/** Benchmarks use this page too, which have no limits of a test run. */
const limit = { timeout: 60_000 };

export class RunControls {
  readonly toolbar: Locator;
  readonly run: Locator;
  readonly stop: Locator;
  readonly restart: Locator;
  /** What the next run goes to. */
  readonly target: Locator;
  /** Words and figures of the run; not there while nothing runs. */
  readonly state: Locator;

  constructor(page: Page) {
    this.toolbar = page.getByRole('toolbar', { name: 'Run' });
    this.run = this.toolbar.getByRole('button', { name: 'Run', exact: true });
    this.stop = this.toolbar.getByRole('button', { name: 'Stop', exact: true });
    this.restart = this.toolbar.getByRole('button', { name: 'Restart', exact: true });
    this.target = this.toolbar.getByRole('button', { name: /^Runs on / });
    this.state = this.toolbar.getByRole('status');
  }

  async start(): Promise<void> {
    await this.run.click();
    await this.expectRunning();
  }

  async expectRunning(): Promise<void> {
    await expect(this.state).toContainText('events/s', limit);
  }

  async end(): Promise<void> {
    await this.stop.click();
    await expect(this.run).toBeEnabled(limit);
    await expect(this.state).toHaveCount(0, limit);
  }
}
