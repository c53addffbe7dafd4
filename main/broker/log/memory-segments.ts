import type { Segment, SegmentStore } from './segment.ts';

const initialCapacityBytes = 4096;

/** Grows by doubling; what was read before stays valid, since old bytes are copied and never overwritten. */
class MemorySegment implements Segment {
  readonly baseOffset: bigint;
  #bytes = new Uint8Array(0);
  #sizeBytes = 0;

  constructor(baseOffset: bigint) {
    this.baseOffset = baseOffset;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    const neededBytes = this.#sizeBytes + bytes.length;
    if (neededBytes > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(neededBytes, this.#bytes.length * 2, initialCapacityBytes));
      grown.set(this.#bytes.subarray(0, this.#sizeBytes));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#sizeBytes);
    this.#sizeBytes = neededBytes;
  }

  read(position: number, length: number): Uint8Array {
    return this.#bytes.subarray(position, Math.min(this.#sizeBytes, position + length));
  }

  truncate(sizeBytes: number): void {
    // A copy, because the bytes cut off may still be on their way to a client and the next append would overwrite them.
    this.#bytes = this.#bytes.slice(0, sizeBytes);
    this.#sizeBytes = sizeBytes;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  flushNow(): void {
    // There is no disk.
  }

  close(): void {
    this.#bytes = new Uint8Array(0);
    this.#sizeBytes = 0;
  }
}

/** Segments that live as long as the process, small enough that growing one never copies much. */
export const memorySegments: SegmentStore = {
  maximumSegmentBytes: 16 * 1024 * 1024,
  load: () => [],
  create: (baseOffset) => new MemorySegment(baseOffset),
  remove: () => undefined,
  readStartOffset: () => undefined,
  writeStartOffset: () => undefined,
  readState: () => undefined,
  writeState: () => undefined,
  beginReplacement(baseOffset) {
    const segment = new MemorySegment(baseOffset);
    return {
      append: (bytes) => segment.append(bytes),
      commit(replaced) {
        for (const former of replaced) former.close();
        return segment;
      },
      discard: () => segment.close(),
    };
  },
  readCleanedOffset: () => undefined,
  writeCleanedOffset: () => undefined,
  readGapsEnd: () => undefined,
  writeGapsEnd: () => undefined,
  removeAll: () => undefined,
};
