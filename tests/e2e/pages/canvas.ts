import type { Locator, Page } from '@playwright/test';

export type ElementKind = 'producer' | 'topic' | 'consumer' | 'service' | 'note';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The drawing. Places are in pixels from its upper left corner. */
export class Canvas {
  readonly surface: Locator;
  /** All nodes but frames of services, as they are drawn now. */
  readonly nodes: Locator;
  readonly wires: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.surface = page.locator('[data-canvas]');
    this.nodes = this.surface.locator('[aria-roledescription="node"]');
    this.wires = this.surface.locator('.react-flow__edge');
  }

  node(kind: ElementKind, name: string): Locator {
    return this.surface.getByRole('group', { name: new RegExp(`^${kind} ${escaped(name)}(,|$)`) });
  }

  wire(source: string, target: string): Locator {
    return this.wires.and(this.page.getByLabel(new RegExp(`^${escaped(source)} to ${escaped(target)}(,|$)`)));
  }

  /** Of every wire that is drawn, by its name: how many events have run through it. */
  async eventCounts(): Promise<ReadonlyMap<string, number>> {
    const wires = await this.wires.evaluateAll((found) =>
      found.map((wire) => ({
        name: wire.getAttribute('aria-label') ?? '',
        title: wire.querySelector('title')?.textContent ?? '',
      })),
    );
    return new Map(wires.map(({ name, title }) => [name, countIn(title)]));
  }

  async focus(): Promise<void> {
    await this.surface.focus();
  }

  /** Zooms until all of the drawing is in sight. */
  async fit(): Promise<void> {
    await this.page.keyboard.press('Control+0');
  }

  /** Whether all of a node is within the canvas. */
  async isInSight(node: Locator): Promise<boolean> {
    const [inner, outer] = await Promise.all([node.boundingBox(), this.surface.boundingBox()]);
    if (!inner || !outer) return false;
    const isAcross = inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width;
    return isAcross && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height;
  }

  /** In the window's pixels. */
  async at({ x, y }: Point): Promise<Point> {
    const box = await this.surface.boundingBox();
    if (!box) throw new Error('the canvas is not shown');
    return { x: box.x + x, y: box.y + y };
  }

  /** Drags what can be added from the explorer onto the canvas. */
  async dragFromPalette(kind: ElementKind, to: Point): Promise<void> {
    const source = this.page.getByRole('button', { name: `Add a ${kind}` });
    await source.dragTo(this.surface, { targetPosition: to });
  }

  /** Draws a wire from a node's port on the right to another's on the left, with the mouse. */
  async drawWire(source: Locator, target: Locator): Promise<void> {
    const from = await centre(source.locator('.react-flow__handle[data-handleid="right"]'));
    const to = await centre(target.locator('.react-flow__handle[data-handleid="left"]'));
    await this.drag(from, to);
  }

  async moveNode(node: Locator, by: Point): Promise<void> {
    const from = await centre(node);
    await this.drag(from, { x: from.x + by.x, y: from.y + by.y });
  }

  /** In the window's pixels, in steps as a hand moves. */
  async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 8 });
    await mouse.move(to.x, to.y, { steps: 8 });
    await mouse.up();
  }
}

async function centre(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${String(locator)} is not shown`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Of a wire's title: `: 980 events`, `: 5.8k events`. */
function countIn(title: string): number {
  const [, digits = '0', unit = ''] = /: ([\d.]+)([kM]?) events?(?:,|$)/.exec(title) ?? [];
  return Number(digits) * { '': 1, k: 1000, M: 1_000_000 }[unit as '' | 'k' | 'M'];
}
