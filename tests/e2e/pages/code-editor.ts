import type { Locator, Page } from '@playwright/test';

/** Monaco. */
export class CodeEditor {
  readonly panel: Locator;
  readonly text: Locator;
  /** Under what TypeScript refuses. */
  readonly underlinedErrors: Locator;
  /** Words in a colour other than the plain one's, once TypeScript has been told apart. */
  readonly coloured: Locator;
  /** The number of the line that the cursor is in. */
  readonly line: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByRole('region', { name: 'Inspector' });
    this.text = this.panel.locator('.monaco-editor .view-lines');
    this.line = this.panel.locator('.monaco-editor .active-line-number');
    this.coloured = this.text.locator('[class^="mtk"]:not(.mtk1)');
    this.underlinedErrors = this.panel.locator('.monaco-editor .squiggly-error');
  }

  /** Replaces all of the open file, as one would by pasting: typed text gets brackets and indentation of the editor's own. */
  async write(text: string): Promise<void> {
    await this.text.first().click();
    await this.page.keyboard.press('Control+a');
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, text);
  }
}
