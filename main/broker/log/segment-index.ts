import type { LocatedHeader } from './batch-scan.ts';

/** Bytes of batches that one entry stands for, as `index.interval.bytes`. */
const intervalBytes = 4096;

/**
 * Where in a segment to start looking for an offset or a timestamp: an entry for about every 4 KiB of batches. All three
 * columns only ever grow, so that each can be searched by halves. The index of a segment that was not read when its log was opened is
 * made when somebody first looks something up.
 */
export class SegmentIndex {
  readonly #baseOffset: bigint;
  readonly #positions: number[] = [];
  readonly #relativeOffsets: number[] = [];
  /** The largest timestamp of all batches before the entry's position. */
  readonly #timestampsBefore: bigint[] = [];
  #maxTimestampMs = -1n;
  #readHeaders: (() => Iterable<LocatedHeader>) | undefined;

  /** `unread`: what is known of batches that `add` isn't called for, and how all batches are read later. */
  constructor(baseOffset: bigint, unread?: { maxTimestampMs: bigint; readHeaders: () => Iterable<LocatedHeader> }) {
    this.#baseOffset = baseOffset;
    this.#maxTimestampMs = unread?.maxTimestampMs ?? -1n;
    this.#readHeaders = unread?.readHeaders;
  }

  /** Largest timestamp in the segment, or -1. */
  get maxTimestampMs(): bigint {
    return this.#maxTimestampMs;
  }

  /** Must be called for each batch in order. */
  add(position: number, baseOffset: bigint, maxTimestampMs: bigint): void {
    if (this.#readHeaders) {
      if (maxTimestampMs > this.#maxTimestampMs) this.#maxTimestampMs = maxTimestampMs;
      return;
    }
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
    this.#readAll();
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isPast(middle)) high = middle;
      else low = middle + 1;
    }
    return this.#positions[Math.max(0, low - 1)] ?? 0;
  }

  #readAll(): void {
    const readHeaders = this.#readHeaders;
    if (!readHeaders) return;
    this.#readHeaders = undefined;
    this.#maxTimestampMs = -1n;
    for (const { position, header } of readHeaders()) this.add(position, header.baseOffset, header.maxTimestamp);
  }
}
