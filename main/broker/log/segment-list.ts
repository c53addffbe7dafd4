import { batchesOf, headersFrom, type StoredBatch } from './batch-scan.ts';
import type { KeptSegment } from './log-state.ts';
import type { Segment, SegmentReplacement, SegmentStore } from './segment.ts';
import { SegmentIndex } from './segment-index.ts';

interface IndexedSegment {
  segment: Segment;
  index: SegmentIndex;
  /** Largest timestamp of its first batch; undefined while it has none. */
  firstTimestampMs: bigint | undefined;
}

/** When a segment has had enough. */
export interface SegmentLimits {
  bytes: number;
  /** Between the timestamps of its first batch and its last. */
  spanMs: bigint;
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

  /** Of the segment that is written to. */
  get lastBaseOffset(): bigint | undefined {
    return this.#segments.at(-1)?.segment.baseOffset;
  }

  /** The segments as a log's state keeps them, oldest first; the last is the active one, which is written to. */
  keep(): KeptSegment[] {
    return this.#segments.map(({ segment: { baseOffset, sizeBytes }, index, firstTimestampMs }) => ({
      baseOffset,
      sizeBytes,
      maxTimestampMs: index.maxTimestampMs,
      firstTimestampMs,
    }));
  }

  /**
   * Takes over the segments that the store has, oldest first. What `known` tells of is taken as it is, without being read. Of the rest
   * `accept` sees each batch in order; the log is cut before the first that it won't have. Answers how many bytes were read and
   * cut.
   */
  load(
    segments: readonly Segment[],
    known: ReadonlyMap<bigint, KeptSegment>,
    accept: (batch: StoredBatch, place: { segment: Segment; next: Segment | undefined }) => boolean,
  ): { readBytes: number; cutBytes: number } {
    let cutBytes = 0;
    let readBytes = 0;
    let nextOffset: bigint | undefined;
    for (const [at, segment] of segments.entries()) {
      if (cutBytes > 0 || (nextOffset !== undefined && segment.baseOffset < nextOffset)) {
        cutBytes += segment.sizeBytes;
        segment.close();
        this.#store.remove(segment);
        continue;
      }
      nextOffset ??= segment.baseOffset;
      const kept = known.get(segment.baseOffset);
      const index = new SegmentIndex(
        segment.baseOffset,
        kept && { maxTimestampMs: kept.maxTimestampMs, readHeaders: () => headersFrom(segment, 0) },
      );
      let soundBytes = kept?.sizeBytes ?? 0;
      let firstTimestampMs = kept?.firstTimestampMs;
      readBytes += segment.sizeBytes - soundBytes;
      for (const batch of batchesOf(segment, soundBytes)) {
        if (!accept(batch, { segment, next: segments[at + 1] })) break;
        const { header, position } = batch;
        index.add(position, header.baseOffset, header.maxTimestamp);
        firstTimestampMs ??= header.maxTimestamp;
        nextOffset = header.baseOffset + BigInt(header.lastOffsetDelta) + 1n;
        soundBytes = position + header.sizeBytes;
      }
      if (soundBytes < segment.sizeBytes) {
        cutBytes += segment.sizeBytes - soundBytes;
        segment.truncate(soundBytes);
      }
      this.#sizeBytes += soundBytes;
      this.#segments.push({ segment, index, firstTimestampMs });
    }
    return { readBytes, cutBytes };
  }

  /** Forces to the disk what was written. Rejects with the fault `storage-failed`. */
  async flush(): Promise<void> {
    await Promise.all(this.#segments.map(({ segment }) => segment.flush()));
  }

  /** The same at once. @throws Fault `storage-failed` */
  flushNow(): void {
    for (const { segment } of this.#segments) segment.flushNow();
  }

  /** Stores a batch at the end, in a new segment where the last would grow beyond its limits. */
  append(batch: Uint8Array, place: IndexedBatch, limits: SegmentLimits): void {
    const { baseOffset, maxTimestampMs } = place;
    const active = this.#segmentFor(batch.length, place, limits);
    const { segment, index } = active;
    const position = segment.sizeBytes;
    segment.append(batch);
    index.add(position, baseOffset, maxTimestampMs);
    active.firstTimestampMs ??= maxTimestampMs;
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

  /** Deletes the segments that end before `offset`, but for the last. */
  removeBefore(offset: bigint): void {
    while (this.#segments[1] && this.#segments[1].segment.baseOffset <= offset) this.#removeFirst();
  }

  /**
   * Deletes the oldest segments as long as `isExpendable` says so. Where that is all of them, an empty one is begun at
   * `logEndOffset`, so that offsets go on.
   */
  removeWhile(
    isExpendable: (oldest: { sizeBytes: number; maxTimestampMs: bigint; isLast: boolean }) => boolean,
    logEndOffset: bigint,
  ): void {
    for (;;) {
      // Compaction may have left nothing in the oldest: they go with the first that has something.
      const oldestFilled = this.#segments.findIndex(({ segment }) => segment.sizeBytes > 0);
      const oldest = this.#segments[oldestFilled];
      if (!oldest) return;
      const { sizeBytes } = oldest.segment;
      const isLast = oldestFilled === this.#segments.length - 1;
      const { maxTimestampMs } = oldest.index;
      if (!isExpendable({ sizeBytes, maxTimestampMs, isLast })) return;
      if (isLast) this.#begin(logEndOffset);
      for (let removed = 0; removed <= oldestFilled; removed += 1) this.#removeFirst();
    }
  }

  /** The segments that begin before `endOffset`, oldest first. */
  segmentsBefore(endOffset: bigint): Segment[] {
    return this.#segments.map(({ segment }) => segment).filter(({ baseOffset }) => baseOffset < endOffset);
  }

  /** Begins a segment that is to stand for all from `baseOffset` to before `endOffset`. */
  beginReplacement(baseOffset: bigint, endOffset: bigint): SegmentReplacement {
    return this.#store.beginReplacement(baseOffset, endOffset);
  }

  /** Puts a replacement in place of the segments it was written from, which stand one after the other. */
  replace(group: readonly Segment[], replacement: SegmentReplacement): void {
    const first = this.#segments.findIndex(({ segment }) => segment === group[0]);
    const formerBytes = group.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const segment = replacement.commit(group);
    const index = new SegmentIndex(segment.baseOffset);
    let firstTimestampMs: bigint | undefined;
    for (const { header, position } of headersFrom(segment, 0)) {
      index.add(position, header.baseOffset, header.maxTimestamp);
      firstTimestampMs ??= header.maxTimestamp;
    }
    this.#segments.splice(first, group.length, { segment, index, firstTimestampMs });
    this.#sizeBytes += segment.sizeBytes - formerBytes;
  }

  #removeFirst(): void {
    const oldest = this.#segments.shift();
    if (!oldest) return;
    this.#sizeBytes -= oldest.segment.sizeBytes;
    oldest.segment.close();
    this.#store.remove(oldest.segment);
  }

  close(): void {
    for (const { segment } of this.#segments) segment.close();
  }

  #segmentFor(byteCount: number, place: IndexedBatch, limits: SegmentLimits): IndexedSegment {
    const { baseOffset, lastOffset, maxTimestampMs } = place;
    const active = this.#segments.at(-1);
    const mostBytes = Math.min(limits.bytes, this.#store.maximumSegmentBytes);
    const fits =
      active !== undefined &&
      (active.segment.sizeBytes === 0 || active.segment.sizeBytes + byteCount <= mostBytes) &&
      (active.firstTimestampMs === undefined || maxTimestampMs - active.firstTimestampMs <= limits.spanMs) &&
      lastOffset - active.segment.baseOffset < 2n ** 31n;
    return fits ? active : this.#begin(baseOffset);
  }

  #begin(baseOffset: bigint): IndexedSegment {
    const segment = this.#store.create(baseOffset);
    const begun = { segment, index: new SegmentIndex(segment.baseOffset), firstTimestampMs: undefined };
    this.#segments.push(begun);
    return begun;
  }
}
