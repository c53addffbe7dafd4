import { expect, type Locator, type Page } from '@playwright/test';

export class ConnectionsDialog {
  readonly dialog: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Connections' });
  }

  async fill(label: string, text: string): Promise<void> {
    await this.dialog.getByLabel(label, { exact: true }).fill(text);
  }

  /** Presses Test and waits for the answer that all is well. */
  async test(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(this.dialog).toContainText(/Connected in .*1 broker/s);
  }

  async saveAndUse(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Save and use' }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }
}
