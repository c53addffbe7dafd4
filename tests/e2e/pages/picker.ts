import type { Locator, Page } from '@playwright/test';

/** The field with a list that quick add, connecting and a dropped wire open on the canvas. */
export class Picker {
  readonly popup: Locator;
  readonly input: Locator;
  readonly options: Locator;
  private readonly page: Page;

  constructor(page: Page, name: string | RegExp) {
    this.page = page;
    this.popup = page.getByRole('dialog', { name });
    this.input = this.popup.getByRole('combobox');
    this.options = this.popup.getByRole('option');
  }

  /** Types, and takes what stands first. */
  async take(text: string): Promise<void> {
    await this.input.fill(text);
    await this.options.first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.popup.waitFor({ state: 'detached' });
  }
}
