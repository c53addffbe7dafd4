const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';
const length = 12;

/** An opaque id for an element of the graph: 72 random bits, so that two windows or two branches never make the same. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  // There are 64 letters, so a byte's low six bits choose one evenly.
  return Array.from(bytes, (byte) => letters[byte % letters.length] ?? '').join('');
}
