import { bottomOf, overlap, rightOf, type Box } from '../model/geometry.ts';

const cellSize = 160;

/** Boxes by where they lie, so that what is near a place is found without looking at all of them. */
export class BoxIndex<Item> {
  private readonly cells = new Map<string, { box: Box; item: Item }[]>();

  add(box: Box, item: Item): void {
    for (const key of cellsOf(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push({ box, item });
      else this.cells.set(key, [{ box, item }]);
    }
  }

  /** Whether something that overlaps the box is accepted by `isWanted`. */
  some(box: Box, isWanted: (item: Item, box: Box) => boolean): boolean {
    for (const key of cellsOf(box)) {
      for (const entry of this.cells.get(key) ?? []) {
        if (overlap(entry.box, box) && isWanted(entry.item, entry.box)) return true;
      }
    }
    return false;
  }

  /** Everything that overlaps the box, each once. */
  within(box: Box): Map<Item, Box> {
    const found = new Map<Item, Box>();
    for (const key of cellsOf(box)) {
      for (const entry of this.cells.get(key) ?? []) if (overlap(entry.box, box)) found.set(entry.item, entry.box);
    }
    return found;
  }
}

function* cellsOf(box: Box): Generator<string> {
  const lastColumn = Math.floor(rightOf(box) / cellSize);
  const lastRow = Math.floor(bottomOf(box) / cellSize);
  for (let column = Math.floor(box.x / cellSize); column <= lastColumn; column += 1) {
    for (let row = Math.floor(box.y / cellSize); row <= lastRow; row += 1) yield `${column}:${row}`;
  }
}
