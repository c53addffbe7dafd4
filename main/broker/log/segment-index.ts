import type { LocatedHeader } from './batch-scan.ts';

/** Bytes of batches that one entry stands for at first, as `index.interval.bytes`. */
const firstIntervalBytes = 4096;
const firstCapacity = 16;
/** Of one segment: 320 KiB. In a segment of 1 GiB an entry then stands for 64 KiB. */
const mostEntries = 16_384;

// Shared: most partitions of a broker with thousands are empty.
const noPositions = new Uint32Array(0);
const noOffsets = new Float64Array(0);
const noTimestamps = new BigInt64Array(0);

/**
 * Where in a segment to start looking for an offset or a timestamp: an entry for about every 4 KiB of batches, and for twice
 * as many whenever there would be too many, so that memory doesn't grow with the log. All three columns only ever grow, so that
 * each can be searched by halves. The index of a segment that was not read when its log was opened is made when somebody
 * first looks something up.
 */
export class SegmentIndex {
  readonly #baseOffset: bigint;
  #intervalBytes = firstIntervalBytes;
  #entries = 0;
  #positions = noPositions;
  /** To the segment's first offset; a compacted one may reach further than 32 bits. */
  #relativeOffsets = noOffsets;
  /** The largest timestamp of all batches before the entry's position. */
  #timestampsBefore = noTimestamps;
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
    const lastPosition = this.#positions[this.#entries - 1];
    if (lastPosition === undefined || position - lastPosition >= this.#intervalBytes) {
      this.#makeRoom();
      this.#positions[this.#entries] = position;
      this.#relativeOffsets[this.#entries] = Number(baseOffset - this.#baseOffset);
      this.#timestampsBefore[this.#entries] = this.#maxTimestampMs;
      this.#entries += 1;
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
    let high = this.#entries;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isPast(middle)) high = middle;
      else low = middle + 1;
    }
    return this.#positions[Math.max(0, low - 1)] ?? 0;
  }

  #makeRoom(): void {
    if (this.#entries < this.#positions.length) return;
    if (this.#entries < mostEntries) {
      const capacity = Math.max(firstCapacity, this.#entries * 2);
      this.#positions = copied(this.#positions, new Uint32Array(capacity));
      this.#relativeOffsets = copied(this.#relativeOffsets, new Float64Array(capacity));
      this.#timestampsBefore = copied(this.#timestampsBefore, new BigInt64Array(capacity));
      return;
    }
    keepEverySecond(this.#positions);
    keepEverySecond(this.#relativeOffsets);
    keepEverySecond(this.#timestampsBefore);
    this.#entries = mostEntries / 2;
    this.#intervalBytes *= 2;
  }

  #readAll(): void {
    const readHeaders = this.#readHeaders;
    if (!readHeaders) return;
    this.#readHeaders = undefined;
    this.#maxTimestampMs = -1n;
    for (const { position, header } of readHeaders()) this.add(position, header.baseOffset, header.maxTimestamp);
  }
}

function copied<Column extends { set(column: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

function keepEverySecond(column: Uint32Array | Float64Array | BigInt64Array): void {
  for (let entry = 0; entry < column.length / 2; entry += 1) column[entry] = column[entry * 2] ?? 0;
}
