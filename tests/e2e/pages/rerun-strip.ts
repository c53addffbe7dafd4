import type { Locator, Page } from '@playwright/test';

/** A handler run again on an event, beneath its code. */
export class RerunStrip {
  readonly strip: Locator;
  readonly verdict: Locator;
  readonly difference: Locator;

  constructor(page: Page) {
    this.strip = page.getByRole('region', { name: 'Re-run' });
    this.verdict = this.strip.getByRole('status');
    this.difference = this.strip.getByRole('region', { name: 'What differs' });
  }

  button(name: string): Locator {
    return this.strip.getByRole('button', { name });
  }
}
