import type { Locator, Page } from '@playwright/test';

export class Inspector {
  readonly panel: Locator;
  readonly heading: Locator;
  /** Rows of the table of instances. */
  readonly instances: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByRole('region', { name: 'Inspector' });
    this.heading = this.panel.getByRole('heading', { level: 2 });
    this.instances = this.panel.getByRole('table').locator('tbody').getByRole('row');
  }

  field(label: string): Locator {
    return this.panel.getByLabel(label, { exact: true });
  }

  async rename(name: string): Promise<void> {
    await this.field('Name').fill(name);
    await this.field('Name').press('Enter');
  }

  async choose(label: string, option: string): Promise<void> {
    await this.field(label).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** The member ids of the instances, in their order. */
  async memberIds(): Promise<(string | null)[]> {
    return await this.instances.evaluateAll((rows) => rows.map((row) => row.getAttribute('title')));
  }

  /** What stands in the table: the partitions of each instance, or its state. */
  async assignment(): Promise<string[]> {
    return await this.instances.locator('td:last-child').allTextContents();
  }
}
