import type { Locator, Page } from '@playwright/test';

/** What asks for trust, and what says that there is none. */
export class Trust {
  readonly banner: Locator;
  readonly question: Locator;
  readonly folders: Locator;
  /** In the status bar. */
  readonly missing: Locator;

  constructor(page: Page) {
    this.banner = page.getByRole('region', { name: 'Trust' });
    this.question = page.getByRole('dialog', { name: 'Do you trust this project?' });
    this.folders = page.getByRole('list', { name: 'Trusted folders' });
    this.missing = page.getByRole('contentinfo', { name: 'Status' }).getByRole('button', { name: 'Not trusted' });
  }

  /** Trusts the project that is open, by its banner. */
  async give(): Promise<void> {
    await this.banner.getByRole('button', { name: 'Trust…' }).click();
    await this.button('Trust this project').click();
    await this.banner.waitFor({ state: 'detached' });
  }

  button(name: string): Locator {
    return this.question.getByRole('button', { name, exact: true });
  }
}
