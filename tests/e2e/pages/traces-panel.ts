import type { Locator, Page } from '@playwright/test';

/** Search over all runs. */
export class TracesPanel {
  readonly toolbar: Locator;
  readonly table: Locator;
  readonly rows: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.toolbar = page.getByRole('toolbar', { name: 'Traces' });
    this.table = page.getByRole('grid', { name: 'Found events' });
    this.rows = this.table.locator('[role="rowgroup"]').getByRole('row');
  }

  async show(): Promise<void> {
    await this.page.getByRole('tab', { name: 'Traces' }).click();
  }

  /** By the words of a choice in the toolbar. */
  async choose(field: string, option: string): Promise<void> {
    await this.toolbar.getByRole('combobox', { name: field, exact: true }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  async find(text: string): Promise<void> {
    const field = this.toolbar.getByRole('searchbox', { name: 'Find events by text' });
    await field.fill(text);
    await field.press('Enter');
  }

  button(name: string): Locator {
    return this.toolbar.getByRole('button', { name, exact: true });
  }
}
