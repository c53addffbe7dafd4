import type { Locator, Page } from '@playwright/test';

export class EventsPanel {
  readonly table: Locator;
  /** Newest first; only those in sight are there. */
  readonly rows: Locator;
  /** Of the record that is open. */
  readonly record: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('grid', { name: 'Events' });
    this.rows = this.table.locator('[role="rowgroup"]').getByRole('row');
    this.record = page.getByRole('region', { name: /^Record / });
  }

  async show(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Events' }).click();
  }

  async showTopic(name: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Topic' }).click();
    await this.page.getByRole('option', { name, exact: true }).click();
  }

  rowWith(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text }).first();
  }

  async pause(): Promise<void> {
    await this.page.getByRole('toolbar', { name: 'Events' }).getByRole('button', { name: 'Pause' }).click();
  }
}
