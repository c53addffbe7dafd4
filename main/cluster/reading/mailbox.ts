/**
 * What several tasks have to tell one that waits. Used in place of racing promises: a race would keep every result alive for as
 * long as the slowest of its promises.
 */
export class Mailbox<Item> {
  readonly #items: Item[] = [];
  #isClosed = false;
  #wake: (() => void) | undefined;

  put(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** The oldest item, once there is one; undefined once the box is closed. Only one may wait at a time. */
  async take(): Promise<Item | undefined> {
    while (this.#items.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    return this.#isClosed ? undefined : this.#items.shift();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }
}
