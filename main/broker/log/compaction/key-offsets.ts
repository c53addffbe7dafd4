import { createHash } from 'node:crypto';

const hashBytes = 16;
const entryBytes = hashBytes + 8;
const initialSlots = 16;
const fullest = 0.75;

/**
 * The latest offset of each key, by a hash of the key: 24 bytes an entry however long the keys are, as Kafka's
 * SkimpyOffsetMap. The hash is SHA-256, cut to 128 bits: nobody finds two keys with the same.
 */
export class KeyOffsets {
  readonly #mostSlots: number;
  #slots = initialSlots;
  #table = Buffer.alloc(initialSlots * entryBytes);
  #size = 0;

  /** It grows to `budgetBytes`, and beyond only by what is put in although it says that it is full. */
  constructor(budgetBytes: number) {
    this.#mostSlots = 2 ** Math.floor(Math.log2(Math.max(initialSlots, budgetBytes / entryBytes)));
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.#mostSlots * fullest;
  }

  put(key: Uint8Array, offset: bigint): void {
    if (this.#size >= this.#slots * fullest) this.#grow();
    this.#set(hashOf(key), offset);
  }

  /** -1 for a key that isn't there. */
  get(key: Uint8Array): bigint {
    const position = this.#find(hashOf(key));
    return this.#table.readBigInt64LE(position + hashBytes) - 1n;
  }

  #set(hash: Buffer, offset: bigint): void {
    const position = this.#find(hash);
    if (this.#table.readBigInt64LE(position + hashBytes) === 0n) {
      hash.copy(this.#table, position, 0, hashBytes);
      this.#size += 1;
    }
    // 0 is an empty place.
    this.#table.writeBigInt64LE(offset + 1n, position + hashBytes);
  }

  /** Where the hash stands, or the empty place where it belongs. */
  #find(hash: Buffer): number {
    const mask = this.#slots - 1;
    for (let slot = hash.readUInt32LE(0) & mask; ; slot = (slot + 1) & mask) {
      const position = slot * entryBytes;
      if (this.#table.readBigInt64LE(position + hashBytes) === 0n) return position;
      if (this.#table.compare(hash, 0, hashBytes, position, position + hashBytes) === 0) return position;
    }
  }

  #grow(): void {
    const former = this.#table;
    this.#slots *= 2;
    this.#table = Buffer.alloc(this.#slots * entryBytes);
    this.#size = 0;
    for (let position = 0; position < former.length; position += entryBytes) {
      const stored = former.readBigInt64LE(position + hashBytes);
      if (stored !== 0n) this.#set(former.subarray(position, position + hashBytes), stored - 1n);
    }
  }
}

function hashOf(key: Uint8Array): Buffer {
  return createHash('sha256').update(key).digest();
}
