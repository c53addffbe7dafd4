import { batchesOf, headersFrom, type StoredBatch } from './batch-scan.ts';
import type { Segment, SegmentStore } from './segment.ts';
import { SegmentIndex } from './segment-index.ts';

interface IndexedSegment {
  segment: Segment;
  index: SegmentIndex;
}

export interface BatchPlace {
  segment: Segment;
  position: number;
  sizeBytes: number;
}

/** A batch to be stored, as far as a segment's index must know it. */
export interface IndexedBatch {
  baseOffset: bigint;
  lastOffset: bigint;
  maxTimestampMs: bigint;
}

/** The segments of one log with their indexes, oldest first: where batches stand, whatever they mean. */
export class SegmentList {
  readonly #store: SegmentStore;
  readonly #segments: IndexedSegment[] = [];
  #sizeBytes = 0;

  constructor(store: SegmentStore) {
    this.#store = store;
  }

  /** Bytes of all batches. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Of the oldest segment; undefined where there is none. */
  get firstOffset(): bigint | undefined {
    return this.#segments[0]?.segment.baseOffset;
  }

  /**
   * Takes over the segments that the store has, oldest first. `accept` sees each batch in order; the log is cut before the
   * first that it won't have. Answers how many bytes were cut.
   */
  load(accept: (batch: StoredBatch) => boolean): number {
    let cutBytes = 0;
    let nextOffset: bigint | undefined;
    for (const segment of this.#store.load()) {
      if (cutBytes > 0 || (nextOffset !== undefined && segment.baseOffset < nextOffset)) {
        cutBytes += segment.sizeBytes;
        segment.close();
        this.#store.remove(segment);
        continue;
      }
      nextOffset ??= segment.baseOffset;
      const index = new SegmentIndex(segment.baseOffset);
      let soundBytes = 0;
      for (const batch of batchesOf(segment)) {
        if (!accept(batch)) break;
        const { header, position } = batch;
        index.add(position, header.baseOffset, header.maxTimestamp);
        nextOffset = header.baseOffset + BigInt(header.lastOffsetDelta) + 1n;
        soundBytes = position + header.sizeBytes;
      }
      if (soundBytes < segment.sizeBytes) {
        cutBytes += segment.sizeBytes - soundBytes;
        segment.truncate(soundBytes);
      }
      this.#sizeBytes += soundBytes;
      this.#segments.push({ segment, index });
    }
    return cutBytes;
  }

  /** Stores a batch at the end, in a new segment where the last would grow beyond `limitBytes`. */
  append(batch: Uint8Array, { baseOffset, lastOffset, maxTimestampMs }: IndexedBatch, limitBytes: number): void {
    const { segment, index } = this.#segmentFor(batch.length, baseOffset, lastOffset, limitBytes);
    const position = segment.sizeBytes;
    segment.append(batch);
    index.add(position, baseOffset, maxTimestampMs);
    this.#sizeBytes += batch.length;
  }

  /** The batch that holds `offset`, or the next one where compaction took it away. */
  findBatch(offset: bigint): BatchPlace | undefined {
    const first = this.#segments.findLastIndex(({ segment }) => segment.baseOffset <= offset);
    for (const { segment, index } of this.#segments.slice(Math.max(0, first))) {
      for (const { header, position } of headersFrom(segment, index.positionOf(offset))) {
        const { sizeBytes } = header;
        if (header.baseOffset + BigInt(header.lastOffsetDelta) >= offset) return { segment, position, sizeBytes };
      }
    }
    return undefined;
  }

  /** The first batch with a timestamp of `timestampMs` or later. */
  batchForTimestamp(timestampMs: bigint): StoredBatch | undefined {
    const found = this.#segments.find(({ index }) => index.maxTimestampMs >= timestampMs);
    if (!found) return undefined;
    const { segment, index } = found;
    for (const { position, header } of headersFrom(segment, index.positionOfTimestamp(timestampMs))) {
      if (header.maxTimestamp < timestampMs) continue;
      return { position, header, bytes: segment.read(position, header.sizeBytes) };
    }
    return undefined;
  }

  /** The largest timestamp of all batches, or -1. */
  get maxTimestampMs(): bigint {
    return this.#segments.reduce((max, { index }) => (index.maxTimestampMs > max ? index.maxTimestampMs : max), -1n);
  }

  close(): void {
    for (const { segment } of this.#segments) segment.close();
  }

  #segmentFor(byteCount: number, baseOffset: bigint, lastOffset: bigint, limitBytes: number): IndexedSegment {
    const active = this.#segments.at(-1);
    const mostBytes = Math.min(limitBytes, this.#store.maximumSegmentBytes);
    const fits =
      active !== undefined &&
      (active.segment.sizeBytes === 0 || active.segment.sizeBytes + byteCount <= mostBytes) &&
      lastOffset - active.segment.baseOffset < 2n ** 31n;
    if (fits) return active;
    const segment = this.#store.create(baseOffset);
    const created = { segment, index: new SegmentIndex(segment.baseOffset) };
    this.#segments.push(created);
    return created;
  }
}
