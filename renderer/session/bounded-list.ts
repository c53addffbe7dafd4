/** The newest items of a stream, oldest first, at most `limit`; it says how many it let go of. */
export interface BoundedList<Item> {
  readonly items: readonly Item[];
  readonly dropped: number;
}

export const emptyList: BoundedList<never> = { items: [], dropped: 0 };

export function appended<Item>(
  list: BoundedList<Item>,
  items: readonly Item[],
  limit: number,
  droppedBefore = 0,
): BoundedList<Item> {
  if (items.length === 0 && droppedBefore === 0) return list;
  const all = [...list.items, ...items];
  const over = Math.max(0, all.length - limit);
  return { items: over === 0 ? all : all.slice(over), dropped: list.dropped + over + droppedBefore };
}
