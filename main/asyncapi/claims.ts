/** Hands each name out once. */
export class Claims {
  readonly #taken = new Set<string>();
  readonly #fold: (name: string) => string;

  /** @param fold names that it makes the same are the same: letters' case on some file systems */
  constructor(fold: (name: string) => string = (name) => name) {
    this.#fold = fold;
  }

  /** `orders`, or `orders-2` and so on where it is taken; never longer than `maxLength`. */
  take(wanted: string, maxLength = 249): string {
    let name = wanted.slice(0, maxLength);
    for (let number = 2; this.#taken.has(this.#fold(name)); number += 1) {
      const ending = `-${number}`;
      name = wanted.slice(0, maxLength - ending.length) + ending;
    }
    this.#taken.add(this.#fold(name));
    return name;
  }
}

/**
 * A name as a key of an object: what every object inherits finds no key, and whole numbers, which objects move to their
 * front, become something else.
 */
export function safeKey(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, '-');
  return plain === '' || plain in Object.prototype || /^\d+$/.test(plain) ? `_${plain}` : plain;
}
