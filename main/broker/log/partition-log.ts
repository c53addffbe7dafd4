import { type BatchHeader, patchBatchOffsets, stampLogAppendTime } from '../../wire/index.ts';
import { batchesOf, headersFrom, isSound, wholeBatchBytes, type StoredBatch } from './batch-scan.ts';
import { LeaderEpochs } from './leader-epochs.ts';
import { checkProducedBatch, type BatchRefusal, type LogSettings } from './produced-batch.ts';
import { nextSequence, ProducerStates, type SequenceError } from './producer-states.ts';
import type { Segment, SegmentStore } from './segment.ts';
import { SegmentIndex } from './segment-index.ts';

export interface AppendOptions {
  /** Version of Produce that the batch came with. */
  produceVersion: number;
  /** Epoch of the leader that appends, which is stamped on the batch. */
  leaderEpoch: number;
  nowMs: number;
}

export type AppendAnswer =
  | {
      error: undefined;
      baseOffset: bigint;
      /** -1 where the producer's own timestamps stand. */ logAppendTimeMs: bigint;
    }
  | (Omit<BatchRefusal, 'error'> & { error: BatchRefusal['error'] | SequenceError });

export interface ReadOptions {
  offset: bigint;
  maxBytes: number;
  /** Gives the first batch even where it alone is larger than `maxBytes`, so that a reader always gets on. */
  atLeastOneBatch: boolean;
}

export interface TimestampPosition {
  offset: bigint;
  timestampMs: bigint;
  leaderEpoch: number;
}

/** The records of one partition, as its leader keeps them. Offsets run from `logStartOffset` to before `logEndOffset`. */
export interface PartitionLog {
  readonly logStartOffset: bigint;
  readonly logEndOffset: bigint;
  /** Records before it are on all in-sync replicas; with one replica that is the log end. */
  readonly highWatermark: bigint;
  /** Records before it belong to no open transaction. */
  readonly lastStableOffset: bigint;
  /** Bytes of all stored batches. */
  readonly sizeBytes: number;
  readonly epochs: LeaderEpochs;
  append(records: Uint8Array | null, options: AppendOptions): AppendAnswer;
  /** Whole batches as they are stored, the first of which holds `offset`; undefined where the log has no such offset. */
  read(options: ReadOptions): Uint8Array | undefined;
  /** The batch with the first record of this timestamp or a later one. */
  batchForTimestamp(timestampMs: bigint): StoredBatch | undefined;
  /** The first of the batches with the largest timestamp. */
  batchOfMaxTimestamp(): StoredBatch | undefined;
  /** Calls `listener` after each append and when the log is closed; the function that is returned takes it back. */
  onChange(listener: LogListener): () => void;
  close(): void;
  /** Closes the log and deletes what it kept. */
  remove(): void;
}

export type LogListener = (change: 'appended' | 'closed') => void;

interface IndexedSegment {
  segment: Segment;
  index: SegmentIndex;
}

/** What was cut when a log was opened after a crash. */
export type CutReport = (cut: { offset: bigint; bytes: number }) => void;

/** A partition log over segments; the rules stand in README.md. */
export class SegmentedLog implements PartitionLog {
  readonly epochs = new LeaderEpochs();
  readonly #store: SegmentStore;
  readonly #settings: LogSettings;
  readonly #producers = new ProducerStates();
  readonly #segments: IndexedSegment[] = [];
  readonly #listeners = new Set<LogListener>();
  #sizeBytes = 0;
  #logEndOffset = 0n;
  #isClosed = false;

  constructor(store: SegmentStore, settings: LogSettings, nowMs: number, onCut: CutReport = () => undefined) {
    this.#store = store;
    this.#settings = settings;
    this.#recover(nowMs, onCut);
  }

  get logStartOffset(): bigint {
    return this.#segments[0]?.segment.baseOffset ?? this.#logEndOffset;
  }

  get logEndOffset(): bigint {
    return this.#logEndOffset;
  }

  get highWatermark(): bigint {
    return this.#logEndOffset;
  }

  get lastStableOffset(): bigint {
    return this.#logEndOffset;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(records: Uint8Array | null, options: AppendOptions): AppendAnswer {
    const checked = checkProducedBatch(records, this.#settings, options.produceVersion, options.nowMs);
    if ('error' in checked) return checked;
    const { header, batch } = checked;
    const lastSequence = header.baseSequence < 0 ? -1 : nextSequence(header.baseSequence, header.lastOffsetDelta);
    if (header.producerId >= 0n) {
      const { producerId, producerEpoch, baseSequence: firstSequence } = header;
      const check = this.#producers.check({ producerId, producerEpoch, firstSequence, lastSequence });
      if (check.outcome === 'refused') return { error: check.error, message: check.message, recordErrors: [] };
      if (check.outcome === 'duplicate') {
        return { error: undefined, baseOffset: check.of.baseOffset, logAppendTimeMs: check.of.maxTimestampMs };
      }
    }
    const baseOffset = this.#logEndOffset;
    patchBatchOffsets(batch, baseOffset, options.leaderEpoch);
    let { maxTimestamp } = header;
    if (this.#settings.timestampType === 'LogAppendTime') {
      maxTimestamp = BigInt(options.nowMs);
      stampLogAppendTime(batch, maxTimestamp);
    }
    const stored = { ...header, baseOffset, maxTimestamp, partitionLeaderEpoch: options.leaderEpoch };
    const { segment, index } = this.#segmentFor(batch.length, baseOffset + BigInt(header.lastOffsetDelta));
    const position = segment.sizeBytes;
    segment.append(batch);
    this.#observe(stored, position, index, options.nowMs);
    this.#notify('appended');
    return {
      error: undefined,
      baseOffset,
      logAppendTimeMs: this.#settings.timestampType === 'LogAppendTime' ? maxTimestamp : -1n,
    };
  }

  read({ offset, maxBytes, atLeastOneBatch }: ReadOptions): Uint8Array | undefined {
    if (offset < this.logStartOffset || offset > this.#logEndOffset) return undefined;
    if (offset === this.#logEndOffset) return new Uint8Array(0);
    const found = this.#findBatch(offset);
    if (!found) return new Uint8Array(0);
    const { segment, position } = found;
    const bytes = segment.read(position, Math.max(0, maxBytes));
    const whole = wholeBatchBytes(bytes);
    if (whole > 0 || !atLeastOneBatch) return bytes.subarray(0, whole);
    return segment.read(position, found.sizeBytes);
  }

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

  batchOfMaxTimestamp(): StoredBatch | undefined {
    const maximum = this.#segments.reduce(
      (max, { index }) => (index.maxTimestampMs > max ? index.maxTimestampMs : max),
      -1n,
    );
    return maximum < 0n ? undefined : this.batchForTimestamp(maximum);
  }

  onChange(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { segment } of this.#segments) segment.close();
    this.#notify('closed');
    this.#listeners.clear();
  }

  remove(): void {
    this.close();
    this.#store.removeAll();
  }

  /** Reads all batches again, cuts at the first that isn't sound, and learns from the others what append must know. */
  #recover(nowMs: number, onCut: CutReport): void {
    const loaded = this.#store.load();
    this.#logEndOffset = loaded[0]?.baseOffset ?? 0n;
    let cutBytes = 0;
    for (const segment of loaded) {
      if (cutBytes > 0 || segment.baseOffset < this.#logEndOffset) {
        cutBytes += segment.sizeBytes;
        segment.close();
        this.#store.remove(segment);
        continue;
      }
      const index = new SegmentIndex(segment.baseOffset);
      let soundBytes = 0;
      for (const batch of batchesOf(segment)) {
        if (!isSound(batch, this.#logEndOffset)) break;
        this.#observe(batch.header, batch.position, index, nowMs);
        soundBytes = batch.position + batch.header.sizeBytes;
      }
      if (soundBytes < segment.sizeBytes) {
        cutBytes += segment.sizeBytes - soundBytes;
        segment.truncate(soundBytes);
      }
      this.#segments.push({ segment, index });
    }
    if (cutBytes > 0) onCut({ offset: this.#logEndOffset, bytes: cutBytes });
  }

  /** Takes note of a batch that stands in the log. */
  #observe(header: BatchHeader, position: number, index: SegmentIndex, nowMs: number): void {
    index.add(position, header.baseOffset, header.maxTimestamp);
    this.#sizeBytes += header.sizeBytes;
    this.epochs.observe(header.partitionLeaderEpoch, header.baseOffset);
    this.#logEndOffset = header.baseOffset + BigInt(header.lastOffsetDelta) + 1n;
    if (header.producerId < 0n || header.isControl) return;
    const { producerId, producerEpoch, baseSequence, baseOffset, maxTimestamp: maxTimestampMs } = header;
    const lastSequence = nextSequence(baseSequence, header.lastOffsetDelta);
    this.#producers.appended(
      { producerId, producerEpoch, firstSequence: baseSequence, lastSequence, baseOffset, maxTimestampMs },
      nowMs,
    );
  }

  #segmentFor(byteCount: number, lastOffset: bigint): IndexedSegment {
    const active = this.#segments.at(-1);
    const limitBytes = Math.min(this.#settings.segmentBytes, this.#store.maximumSegmentBytes);
    const fits =
      active !== undefined &&
      (active.segment.sizeBytes === 0 || active.segment.sizeBytes + byteCount <= limitBytes) &&
      lastOffset - active.segment.baseOffset < 2n ** 31n;
    if (fits) return active;
    const segment = this.#store.create(this.#logEndOffset);
    const created = { segment, index: new SegmentIndex(segment.baseOffset) };
    this.#segments.push(created);
    return created;
  }

  /** The batch that holds `offset`, or the next one where compaction took it away. */
  #findBatch(offset: bigint): { segment: Segment; position: number; sizeBytes: number } | undefined {
    const first = this.#segments.findLastIndex(({ segment }) => segment.baseOffset <= offset);
    for (const { segment, index } of this.#segments.slice(Math.max(0, first))) {
      for (const { header, position } of headersFrom(segment, index.positionOf(offset))) {
        const { sizeBytes } = header;
        if (header.baseOffset + BigInt(header.lastOffsetDelta) >= offset) return { segment, position, sizeBytes };
      }
    }
    return undefined;
  }

  #notify(change: 'appended' | 'closed'): void {
    for (const listener of Array.from(this.#listeners)) listener(change);
  }
}
