import { type BatchHeader, patchBatchOffsets, readBatchHeader, stampLogAppendTime } from '../../wire/index.ts';
import { type AbortedTransaction, AbortedTransactions } from './aborted-transactions.ts';
import { expectedOffsets, isSound, lastHeaderOf, type StoredBatch, wholeBatchBytes } from './batch-scan.ts';
import { Compactor } from './compaction/compactor.ts';
import type { Flushable, Flusher } from './flusher.ts';
import { LeaderEpochs } from './leader-epochs.ts';
import { LogCheckpoint } from './log-checkpoint.ts';
import type { KeptSegment, LogState } from './log-state.ts';
import type {
  AppendAnswer,
  AppendOptions,
  DueCompaction,
  LogListener,
  PartitionLog,
  ReadOptions,
} from './partition-log.ts';
import { checkProducedBatch, type LogSettings } from './produced-batch.ts';
import { type MarkerError, nextSequence, type ProducerDescription, ProducerStates } from './producer-states.ts';
import { SegmentList } from './segment-list.ts';
import type { SegmentStore } from './segment.ts';
import { buildMarkerBatch, readMarker, type TransactionMarker } from './transaction-marker.ts';

/** What was cut when a log was opened after a crash. */
export type CutReport = (cut: { offset: bigint; bytes: number }) => void;

/** A partition log over segments; the rules stand in README.md. */
export class SegmentedLog implements PartitionLog, Flushable {
  readonly epochs = new LeaderEpochs();
  readonly #store: SegmentStore;
  #settings: LogSettings;
  readonly #segments: SegmentList;
  readonly #producers = new ProducerStates();
  readonly #aborted = new AbortedTransactions();
  readonly #listeners = new Set<LogListener>();
  #appendedBytes = 0;
  #logEndOffset = 0n;
  /** Records before it were deleted by somebody. */
  #deletedBefore = 0n;
  #isClosed = false;
  /** Of a segment that could not be forced to the disk. */
  #failure: Error | undefined;
  readonly #checkpoint: LogCheckpoint;
  readonly #flusher: Flusher | undefined;
  #recovery = { readBytes: 0, cutBytes: 0 };
  readonly #compactor: Compactor;

  /** Without a flusher nothing is forced to the disk before the log is closed. */
  constructor(
    store: SegmentStore,
    settings: LogSettings,
    nowMs: number,
    onCut: CutReport = () => undefined,
    flusher?: Flusher,
  ) {
    this.#store = store;
    this.#settings = settings;
    this.#segments = new SegmentList(store);
    this.#flusher = flusher;
    this.#checkpoint = new LogCheckpoint(store);
    this.#recover(nowMs, onCut);
    const [segments, checkpoint] = [this.#segments, this.#checkpoint];
    const parts = { store, segments, checkpoint, aborted: this.#aborted, producers: this.#producers };
    this.#compactor = new Compactor(parts, this.#logEndOffset, () => this.checkpoint());
  }

  /** Bytes that were read and cut when the log was opened. */
  get recovery(): Readonly<{ readBytes: number; cutBytes: number }> {
    return this.#recovery;
  }

  get logStartOffset(): bigint {
    const first = this.#segments.firstOffset ?? this.#logEndOffset;
    return first > this.#deletedBefore ? first : this.#deletedBefore;
  }

  get logEndOffset(): bigint {
    return this.#logEndOffset;
  }

  get highWatermark(): bigint {
    return this.#logEndOffset;
  }

  get lastStableOffset(): bigint {
    const unstable = this.#producers.firstOpenTransaction?.firstOffset ?? this.highWatermark;
    return unstable > this.logStartOffset ? unstable : this.logStartOffset;
  }

  get sizeBytes(): number {
    return this.#segments.sizeBytes;
  }

  get appendedBytes(): number {
    return this.#appendedBytes;
  }

  get stableBytes(): number {
    return this.#producers.firstOpenTransaction?.precedingBytes ?? this.#appendedBytes;
  }

  append(records: Uint8Array | null, options: AppendOptions): AppendAnswer {
    this.#requireSound();
    const checked = checkProducedBatch(records, this.#settings, options.produceVersion, options.nowMs);
    if ('error' in checked) return checked;
    const { header, batch } = checked;
    if (header.producerId >= 0n) {
      const { producerId, producerEpoch, baseSequence: firstSequence, isTransactional } = header;
      const lastSequence = nextSequence(firstSequence, header.lastOffsetDelta);
      if (isTransactional && !this.#producers.hasOpenTransaction(producerId, producerEpoch)) {
        const refusal = options.joinTransaction?.({ producerId, producerEpoch });
        if (refusal) return { ...refusal, recordErrors: [] };
      }
      const check = this.#producers.check({ producerId, producerEpoch, firstSequence, lastSequence, isTransactional });
      if (check.outcome === 'refused') return { error: check.error, message: check.message, recordErrors: [] };
      if (check.outcome === 'duplicate') {
        return { error: undefined, baseOffset: check.of.baseOffset, logAppendTimeMs: check.of.maxTimestampMs };
      }
    }
    const isLogAppendTime = this.#settings.timestampType === 'LogAppendTime';
    if (isLogAppendTime) stampLogAppendTime(batch, BigInt(options.nowMs));
    const baseOffset = this.#place(batch, options);
    return { error: undefined, baseOffset, logAppendTimeMs: isLogAppendTime ? BigInt(options.nowMs) : -1n };
  }

  appendMarker(marker: TransactionMarker, options: { leaderEpoch: number; nowMs: number }): MarkerError | undefined {
    this.#requireSound();
    const error = this.#producers.checkMarker(marker);
    if (error === undefined) this.#place(buildMarkerBatch(marker, options.nowMs), options);
    return error;
  }

  read({ offset, maxBytes, atLeastOneBatch, onlyStable = false }: ReadOptions): Uint8Array | undefined {
    if (offset < this.logStartOffset || offset > this.#logEndOffset) return undefined;
    const end = onlyStable ? this.lastStableOffset : this.#logEndOffset;
    if (offset >= end) return new Uint8Array(0);
    const found = this.#segments.findBatch(offset);
    if (!found) return new Uint8Array(0);
    const { segment, position } = found;
    const unstable = end < this.#logEndOffset ? this.#segments.findBatch(end) : undefined;
    const mostBytes = unstable?.segment === segment ? unstable.position - position : Infinity;
    const bytes = segment.read(position, Math.min(Math.max(0, maxBytes), mostBytes));
    const whole = wholeBatchBytes(bytes);
    if (whole > 0 || !atLeastOneBatch) return bytes.subarray(0, whole);
    return segment.read(position, found.sizeBytes);
  }

  abortedTransactions(offset: bigint, batches: Uint8Array): AbortedTransaction[] {
    const last = lastHeaderOf(batches);
    return last ? this.#aborted.between(offset, last.baseOffset + BigInt(last.lastOffsetDelta) + 1n) : [];
  }

  producers(): ProducerDescription[] {
    return this.#producers.describe();
  }

  batchForTimestamp(timestampMs: bigint): StoredBatch | undefined {
    return this.#segments.batchForTimestamp(timestampMs);
  }

  batchOfMaxTimestamp(): StoredBatch | undefined {
    const maximum = this.#segments.maxTimestampMs;
    return maximum < 0n ? undefined : this.batchForTimestamp(maximum);
  }

  configure(settings: LogSettings): void {
    this.#settings = settings;
  }

  deleteBefore(offset: bigint): boolean {
    if (offset < 0n || offset > this.highWatermark) return false;
    if (offset <= this.logStartOffset) return true;
    this.#compactor.end();
    this.#store.writeStartOffset(offset);
    this.#deletedBefore = offset;
    this.#segments.removeBefore(offset);
    this.#aborted.forgetBefore(offset);
    return true;
  }

  applyRetention(nowMs: number): void {
    const { deletesOldRecords, retentionMs, retentionBytes } = this.#settings;
    if (!deletesOldRecords) return;
    const oldestMs = BigInt(nowMs) - retentionMs;
    this.#segments.removeWhile(({ sizeBytes, maxTimestampMs, isLast }) => {
      const isTooOld = retentionMs >= 0n && maxTimestampMs >= 0n && maxTimestampMs < oldestMs;
      const isTooMuch = retentionBytes >= 0n && !isLast && BigInt(this.sizeBytes - sizeBytes) >= retentionBytes;
      if (isTooOld || isTooMuch) this.#compactor.end();
      return isTooOld || isTooMuch;
    }, this.#logEndOffset);
    this.#aborted.forgetBefore(this.logStartOffset);
  }

  dueCompaction(nowMs: number, mapBytes?: number): DueCompaction | undefined {
    if (this.#isClosed || this.#failure) return undefined;
    return this.#compactor.due(this.#settings, this.lastStableOffset, nowMs, mapBytes);
  }

  onChange(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Has the log's state written soon, where that says less than the log has. */
  checkpoint(): void {
    if (this.#isClosed || this.#failure || !this.#checkpoint.isBehind(this.#appendedBytes)) return;
    this.#checkpoint.want();
    this.#flusher?.written(this, true);
  }

  async flush(): Promise<void> {
    const write = this.#checkpoint.isDue(this.#appendedBytes) ? this.#checkpoint.prepare(this.#keep()) : undefined;
    try {
      await this.#segments.flush();
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
      this.#compactor.end();
      throw error;
    }
    if (!this.#isClosed) write?.();
  }

  close(): void {
    if (this.#isClosed) return;
    try {
      this.#segments.flushNow();
      if (this.#checkpoint.isBehind(this.#appendedBytes)) this.#checkpoint.write(this.#keep());
    } catch (error) {
      this.#flusher?.failed(error);
    }
    this.#closeFiles();
  }

  remove(): void {
    this.#closeFiles();
    this.#store.removeAll();
  }

  /** Once a segment could not be forced to the disk nothing is acknowledged any more, not even what was sent before. */
  #requireSound(): void {
    if (this.#failure) throw this.#failure;
  }

  #closeFiles(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#compactor.end();
    this.#segments.close();
    this.#notify('closed');
    this.#listeners.clear();
  }

  /** Gives a batch its place at the log's end. */
  #place(batch: Uint8Array, { leaderEpoch, nowMs }: { leaderEpoch: number; nowMs: number }): bigint {
    const baseOffset = this.#logEndOffset;
    patchBatchOffsets(batch, baseOffset, leaderEpoch);
    const header = readBatchHeader(batch);
    const lastOffset = baseOffset + BigInt(header.lastOffsetDelta);
    const place = { baseOffset, lastOffset, maxTimestampMs: header.maxTimestamp };
    const { segmentBytes: bytes, segmentMs, compacts, maxCompactionLagMs } = this.#settings;
    // Only what isn't in the active segment is compacted (KIP-354).
    const spanMs = compacts && maxCompactionLagMs < segmentMs ? maxCompactionLagMs : segmentMs;
    this.#segments.append(batch, place, { bytes, spanMs });
    this.#observe(header, batch, nowMs);
    this.#flusher?.written(this, this.#checkpoint.isDue(this.#appendedBytes));
    this.#notify('appended');
    return baseOffset;
  }

  /**
   * Reads all batches after the recovery point again, cuts at the first that isn't sound, and learns from the others what append
   * must know.
   */
  #recover(nowMs: number, onCut: CutReport): void {
    const segments = this.#store.load();
    const kept = this.#checkpoint.read(segments);
    if (kept) this.#restore(kept.state, nowMs);
    const known = kept?.known ?? new Map<bigint, KeptSegment>();
    // Up to 0.1.0 only the end of a whole pass was kept.
    const gapsEnd = this.#store.readGapsEnd() ?? this.#store.readCleanedOffset() ?? 0n;
    const { readBytes, cutBytes } = this.#segments.load(segments, known, (batch, place) => {
      if (!isSound(batch, expectedOffsets(batch, place, this.#logEndOffset, gapsEnd))) return false;
      this.#observe(batch.header, batch.bytes, nowMs);
      return true;
    });
    this.#recovery = { readBytes, cutBytes };
    // The last segment may have nothing left in it, and what is written next goes into it.
    const { lastBaseOffset } = this.#segments;
    if (lastBaseOffset !== undefined && lastBaseOffset > this.#logEndOffset) this.#logEndOffset = lastBaseOffset;
    const deletedBefore = this.#store.readStartOffset() ?? 0n;
    this.#deletedBefore = deletedBefore < this.#logEndOffset ? deletedBefore : this.#logEndOffset;
    this.#aborted.forgetBefore(this.logStartOffset);
    if (cutBytes > 0) onCut({ offset: this.#logEndOffset, bytes: cutBytes });
    if (readBytes > 0) this.checkpoint();
  }

  #restore(kept: LogState, nowMs: number): void {
    this.#logEndOffset = kept.recoveryPoint;
    this.#appendedBytes = kept.appendedBytes;
    for (const { epoch, startOffset } of kept.epochs) this.epochs.observe(epoch, startOffset);
    for (const transaction of kept.aborted) this.#aborted.add(transaction);
    this.#producers.restore(kept, nowMs);
  }

  #keep(): LogState {
    return {
      recoveryPoint: this.#logEndOffset,
      segments: this.#segments.keep(),
      appendedBytes: this.#appendedBytes,
      epochs: [...this.epochs.starts],
      aborted: [...this.#aborted.all],
      ...this.#producers.keep(),
    };
  }

  /** Takes note of a batch that stands in the log. */
  #observe(header: BatchHeader, batch: Uint8Array, nowMs: number): void {
    const { producerId, producerEpoch, baseSequence, baseOffset, maxTimestamp, isTransactional } = header;
    const precedingBytes = this.#appendedBytes;
    this.#appendedBytes += header.sizeBytes;
    this.epochs.observe(header.partitionLeaderEpoch, baseOffset);
    this.#logEndOffset = baseOffset + BigInt(header.lastOffsetDelta) + 1n;
    if (header.isControl) {
      const marker = readMarker(batch, header);
      if (marker) this.#observeMarker(marker, header, nowMs);
    } else if (producerId >= 0n) {
      const lastSequence = nextSequence(baseSequence, header.lastOffsetDelta);
      const place = { baseOffset, maxTimestampMs: maxTimestamp, isTransactional };
      this.#producers.appended(
        { producerId, producerEpoch, firstSequence: baseSequence, lastSequence, ...place },
        precedingBytes,
        nowMs,
      );
    }
  }

  #observeMarker(marker: TransactionMarker, { baseOffset, maxTimestamp }: BatchHeader, nowMs: number): void {
    const { producerId, outcome } = marker;
    const transaction = this.#producers.ended(marker, maxTimestamp, nowMs);
    if (!transaction || outcome === 'commit') return;
    const { firstOffset } = transaction;
    // Not held against the log's start, which isn't known yet while the log is opened.
    const lastStableOffset = this.#producers.firstOpenTransaction?.firstOffset ?? this.highWatermark;
    this.#aborted.add({ producerId, firstOffset, lastOffset: baseOffset, lastStableOffset });
  }

  #notify(change: 'appended' | 'closed'): void {
    for (const listener of Array.from(this.#listeners)) listener(change);
  }
}
