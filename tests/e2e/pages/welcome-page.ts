import type { Locator, Page } from '@playwright/test';

export class WelcomePage {
  readonly heading: Locator;
  readonly examples: Locator;
  readonly recents: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.heading = page.getByRole('heading', { name: 'Draw it, run it, follow every event' });
    this.examples = page.getByRole('region', { name: 'Examples' });
    this.recents = page.getByRole('region', { name: 'Recent projects' });
  }

  example(title: string): Locator {
    return this.examples.getByRole('button', { name: title });
  }

  async openExample(title: string): Promise<void> {
    await this.example(title).click();
    await this.page.getByRole('application', { name: 'Canvas' }).waitFor();
  }

  async createProject(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New project' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'New project' });
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
}
