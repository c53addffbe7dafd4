import { bottomOf, rightOf, type Box } from '../model/geometry.ts';

const usualCell = { width: 160, height: 160 };
/** Cells are numbered in rows of so many; the middle one begins at the drawing's origin. */
const cellsInRow = 2 ** 20;
const middleCell = cellsInRow / 2;

/** A box in an index: what it is taken out by. */
export interface BoxEntry<Item> {
  readonly box: Box;
  readonly item: Item;
}

interface Entry<Item> extends BoxEntry<Item> {
  /** The last look that came across it: a box lies in several cells. */
  seenBy: number;
}

interface Cell<Item> {
  readonly entries: Entry<Item>[];
  /** Left, top, right and bottom of each entry, one after the other: what a look reads lies side by side in memory. */
  readonly sides: number[];
}

/** Boxes by where they lie, so that what is near a place is found without looking at all of them. */
export class BoxIndex<Item> {
  private readonly cells = new Map<number, Cell<Item>>();
  private readonly cellWidth: number;
  private readonly cellHeight: number;
  private looks = 0;

  /** Cells suit what lies in them: boxes that are long and thin are found sooner in such cells. */
  constructor(cell: { readonly width: number; readonly height: number } = usualCell) {
    this.cellWidth = cell.width;
    this.cellHeight = cell.height;
  }

  add(box: Box, item: Item): BoxEntry<Item> {
    const entry: Entry<Item> = { box, item, seenBy: 0 };
    for (const key of this.cellsOf(box)) {
      const cell = this.cells.get(key) ?? { entries: [], sides: [] };
      cell.entries.push(entry);
      cell.sides.push(box.x, box.y, rightOf(box), bottomOf(box));
      this.cells.set(key, cell);
    }
    return entry;
  }

  /** Takes out what `add` has given. */
  remove(entry: BoxEntry<Item>): void {
    for (const key of this.cellsOf(entry.box)) {
      const cell = this.cells.get(key);
      const at = cell?.entries.findIndex((other) => other === entry) ?? -1;
      if (at < 0) continue;
      cell?.entries.splice(at, 1);
      cell?.sides.splice(at * 4, 4);
    }
  }

  /** Everything that overlaps the box, in no order that means something. */
  within(box: Box): BoxEntry<Item>[] {
    const found: BoxEntry<Item>[] = [];
    const { x: left, y: top } = box;
    const right = rightOf(box);
    const bottom = bottomOf(box);
    const look = (this.looks += 1);
    const lastColumn = this.columnOf(right);
    const lastRow = this.rowOf(bottom);
    // Routing spends most of its time here; so no generator, no callback.
    for (let column = this.columnOf(left); column <= lastColumn; column += 1) {
      for (let row = this.rowOf(top); row <= lastRow; row += 1) {
        const cell = this.cells.get(row * cellsInRow + column);
        if (cell) collect(cell, left, top, right, bottom, look, found);
      }
    }
    return found;
  }

  /** Whether something that overlaps the box is accepted by `isWanted`. */
  some(box: Box, isWanted: (item: Item, box: Box) => boolean): boolean {
    return this.within(box).some((entry) => isWanted(entry.item, entry.box));
  }

  private *cellsOf(box: Box): Generator<number> {
    const lastColumn = this.columnOf(rightOf(box));
    const lastRow = this.rowOf(bottomOf(box));
    for (let column = this.columnOf(box.x); column <= lastColumn; column += 1) {
      for (let row = this.rowOf(box.y); row <= lastRow; row += 1) yield row * cellsInRow + column;
    }
  }

  private columnOf(x: number): number {
    return Math.floor(x / this.cellWidth) + middleCell;
  }

  private rowOf(y: number): number {
    return Math.floor(y / this.cellHeight) + middleCell;
  }
}

function collect<Item>(
  { sides, entries }: Cell<Item>,
  left: number,
  top: number,
  right: number,
  bottom: number,
  look: number,
  found: BoxEntry<Item>[],
): void {
  for (let at = 0, side = 0; at < entries.length; at += 1, side += 4) {
    const isOver =
      (sides[side] ?? 0) < right &&
      (sides[side + 1] ?? 0) < bottom &&
      left < (sides[side + 2] ?? 0) &&
      top < (sides[side + 3] ?? 0);
    if (!isOver) continue;
    const entry = entries[at];
    if (!entry || entry.seenBy === look) continue;
    entry.seenBy = look;
    found.push(entry);
  }
}
