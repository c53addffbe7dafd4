/** What gathers for a slow reader: the newest items, at most so many, and how many older ones were left out. */
export class BoundedQueue<Item> {
  private items: Item[] = [];
  private droppedCount = 0;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.items.length;
  }

  push(item: Item): void {
    this.items.push(item);
    // Cut in lumps: taking one away from the front of a full list for each that comes costs the whole list each time.
    if (this.items.length >= this.capacity * 2) this.cut();
  }

  /** Items that were left out elsewhere. */
  addDropped(count: number): void {
    this.droppedCount += count;
  }

  /** Everything that gathered since the last call; undefined where there is nothing. */
  take(): { items: Item[]; dropped: number } | undefined {
    this.cut();
    if (this.items.length === 0 && this.droppedCount === 0) return undefined;
    const taken = { items: this.items, dropped: this.droppedCount };
    this.items = [];
    this.droppedCount = 0;
    return taken;
  }

  private cut(): void {
    const excess = this.items.length - this.capacity;
    if (excess <= 0) return;
    this.items = this.items.slice(excess);
    this.droppedCount += excess;
  }
}
