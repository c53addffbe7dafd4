import type { Locator, Page } from '@playwright/test';

export class CommandPalette {
  readonly dialog: Locator;
  readonly input: Locator;
  readonly options: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Find or run' });
    this.input = this.dialog.getByRole('combobox', { name: 'Find or run' });
    this.options = this.dialog.getByRole('option');
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.dialog.waitFor();
  }

  async run(label: string): Promise<void> {
    await this.open();
    await this.input.fill(`>${label}`);
    await this.options.filter({ hasText: label }).first().click();
    await this.dialog.waitFor({ state: 'detached' });
  }
}
