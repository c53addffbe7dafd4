/** Bytes of batches that one entry stands for, as `index.interval.bytes`. */
const intervalBytes = 4096;

/**
 * Where in a segment to start looking for an offset or a timestamp: an entry for about every 4 KiB of batches. All three
 * columns only ever grow, so that each can be searched by halves.
 */
export class SegmentIndex {
  readonly #baseOffset: bigint;
  readonly #positions: number[] = [];
  readonly #relativeOffsets: number[] = [];
  /** The largest timestamp of all batches before the entry's position. */
  readonly #timestampsBefore: bigint[] = [];
  #maxTimestampMs = -1n;

  constructor(baseOffset: bigint) {
    this.#baseOffset = baseOffset;
  }

  /** Largest timestamp in the segment, or -1. */
  get maxTimestampMs(): bigint {
    return this.#maxTimestampMs;
  }

  /** Must be called for each batch in order. */
  add(position: number, baseOffset: bigint, maxTimestampMs: bigint): void {
    const lastPosition = this.#positions.at(-1);
    if (lastPosition === undefined || position - lastPosition >= intervalBytes) {
      this.#positions.push(position);
      this.#relativeOffsets.push(Number(baseOffset - this.#baseOffset));
      this.#timestampsBefore.push(this.#maxTimestampMs);
    }
    if (maxTimestampMs > this.#maxTimestampMs) this.#maxTimestampMs = maxTimestampMs;
  }

  /** A position at or before the batch that holds `offset`. */
  positionOf(offset: bigint): number {
    const relative = Number(offset - this.#baseOffset);
    return this.#positionBefore((entry) => (this.#relativeOffsets[entry] ?? 0) > relative);
  }

  /** A position at or before the first batch whose largest timestamp is `timestampMs` or later. */
  positionOfTimestamp(timestampMs: bigint): number {
    return this.#positionBefore((entry) => (this.#timestampsBefore[entry] ?? 0n) >= timestampMs);
  }

  /** The position of the last entry before the first one that is past what is looked for. */
  #positionBefore(isPast: (entry: number) => boolean): number {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isPast(middle)) high = middle;
      else low = middle + 1;
    }
    return this.#positions[Math.max(0, low - 1)] ?? 0;
  }
}
