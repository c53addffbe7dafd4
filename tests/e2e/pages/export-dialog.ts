import type { Locator, Page } from '@playwright/test';

export class ExportDialog {
  readonly dialog: Locator;
  readonly folder: Locator;
  readonly tree: Locator;
  /** The file that is looked at. */
  readonly text: Locator;
  readonly result: Locator;
  readonly picture: Locator;
  /** What doesn't come along, on the line that opens the list of it. */
  readonly leftOut: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Export' });
    this.folder = this.dialog.getByRole('textbox', { name: 'Folder' });
    this.tree = this.dialog.getByRole('tree', { name: 'Files' });
    this.text = this.dialog.locator('.monaco-editor').last();
    this.result = this.dialog.getByRole('region', { name: 'Exported' });
    this.leftOut = this.dialog.locator('summary');
    this.picture = this.dialog.locator('svg[viewBox][role="img"]');
  }

  /** Compares the project with another folder. */
  async lookAt(folder: string): Promise<void> {
    await this.folder.fill(folder);
    await this.folder.press('Enter');
  }

  file(name: string | RegExp): Locator {
    return this.tree.getByRole('treeitem', { name });
  }

  /** What becomes of the file that is looked at. */
  choice(label: string): Locator {
    return this.dialog.getByRole('group', { name: /^What becomes of (?!all)/ }).getByRole('button', { name: label });
  }

  forAll(label: string): Locator {
    return this.dialog
      .getByRole('group', { name: 'What becomes of all files that you changed' })
      .getByRole('button', { name: label });
  }

  button(name: string | RegExp): Locator {
    return this.dialog.getByRole('button', { name });
  }

  async export(): Promise<void> {
    await this.button(/^Export \d|^Remove \d/).click();
    await this.result.waitFor();
  }

  async finish(): Promise<void> {
    await this.button('Done').click();
    await this.dialog.waitFor({ state: 'detached' });
  }
}
