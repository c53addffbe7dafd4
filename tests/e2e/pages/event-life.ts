import type { Locator, Page } from '@playwright/test';

/** The life of an event: the panel beside the canvas, what is on the canvas, and what changed below. */
export class EventLife {
  readonly panel: Locator;
  /** On top of the canvas. */
  readonly bar: Locator;
  readonly tree: Locator;
  readonly hops: Locator;
  /** On the canvas, at the nodes of the way. */
  readonly numbers: Locator;
  /** What was made of a payload. */
  readonly before: Locator;
  readonly after: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByRole('region', { name: 'Life of the event' });
    this.bar = page.getByRole('region', { name: 'Followed event' });
    this.tree = this.panel.getByRole('tree', { name: 'Hops' });
    this.hops = this.tree.getByRole('treeitem');
    this.numbers = page.locator('[data-canvas]').getByRole('button', { name: /^Hop / });
    this.before = page.getByRole('region', { name: /^Before: / });
    this.after = page.getByRole('region', { name: /^After: / });
  }

  hop(name: string | RegExp): Locator {
    return this.tree.getByRole('treeitem', { name });
  }

  button(name: string | RegExp): Locator {
    return this.panel.getByRole('button', { name });
  }

  async show(part: 'Whole life' | 'What came of this' | 'What caused this'): Promise<void> {
    await this.button(new RegExp(`^${part}`)).click();
  }

  async leave(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.bar.waitFor({ state: 'detached' });
  }
}
