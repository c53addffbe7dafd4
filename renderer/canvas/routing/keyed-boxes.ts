import type { Box } from '../model/geometry.ts';
import { BoxIndex, type BoxEntry } from './box-index.ts';
import { sameBox } from './route.ts';

/** An index of boxes that are known by id, brought in line with what there is by what has changed. */
export class KeyedBoxes<Item> {
  readonly index = new BoxIndex<Item>();
  private readonly known = new Map<string, { box: Box; entry: BoxEntry<Item> }>();
  private readonly entryOf: (id: string, box: Box) => BoxEntry<Item>;

  /** `entryOf` says what is kept in the index for a box. */
  constructor(entryOf: (id: string, box: Box) => BoxEntry<Item>) {
    this.entryOf = entryOf;
  }

  /** Gives the entries that are new. */
  become(now: ReadonlyMap<string, Box>): BoxEntry<Item>[] {
    for (const [id, { entry }] of this.known) {
      if (now.has(id)) continue;
      this.index.remove(entry);
      this.known.delete(id);
    }
    const changed: BoxEntry<Item>[] = [];
    for (const [id, box] of now) {
      const former = this.known.get(id);
      if (former && sameBox(former.box, box)) continue;
      if (former) this.index.remove(former.entry);
      const { box: kept, item } = this.entryOf(id, box);
      const entry = this.index.add(kept, item);
      this.known.set(id, { box, entry });
      changed.push(entry);
    }
    return changed;
  }
}
