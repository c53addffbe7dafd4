import type { Item } from './catalogue.ts';

/** So many of each item lie on the shelf every morning; the books, which know nothing of breakage, often say more. */
const onShelf = 10;

export function missingFromShelf(items: readonly Item[]): Item | undefined {
  return items.find((item) => item.quantity > onShelf);
}
