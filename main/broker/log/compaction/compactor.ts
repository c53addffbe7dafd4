import type { AbortedTransactions } from '../aborted-transactions.ts';
import type { LogCheckpoint } from '../log-checkpoint.ts';
import type { DueCompaction } from '../partition-log.ts';
import type { LogSettings } from '../produced-batch.ts';
import type { ProducerStates } from '../producer-states.ts';
import type { SegmentList } from '../segment-list.ts';
import type { SegmentStore } from '../segment.ts';
import { type CleanableRange, cleanableRange } from './cleanable-range.ts';
import { compactLog } from './compact-log.ts';

/** `log.cleaner.dedupe.buffer.size`, which is 128 MiB in Kafka: room for half a million keys in a pass. */
const defaultMapBytes = 16 * 1024 * 1024;

/** The parts of a log that compaction works on; the log owns them, and goes on appending meanwhile. */
export interface CompactedParts {
  store: SegmentStore;
  segments: SegmentList;
  checkpoint: LogCheckpoint;
  aborted: AbortedTransactions;
  producers: ProducerStates;
}

/** When and how far one log is compacted. */
export class Compactor {
  readonly #parts: CompactedParts;
  readonly #onEnd: () => void;
  /** Records before it were compacted. */
  #cleanedOffset: bigint;
  /** There are no gaps from it on; a pass that a crash ended may have left some between the cleaned offset and it. */
  #gapsEnd: bigint;
  #running: Generator<void, bigint> | undefined;

  /** The log has been opened, and ends at `logEndOffset`. `onEnd` is called after each pass, however it ended. */
  constructor(parts: CompactedParts, logEndOffset: bigint, onEnd: () => void) {
    this.#parts = parts;
    this.#onEnd = onEnd;
    this.#cleanedOffset = parts.store.readCleanedOffset() ?? 0n;
    this.#gapsEnd = parts.store.readGapsEnd() ?? this.#cleanedOffset;
    // What was compacted has been cut since, and its offsets will be given out again.
    if (this.#cleanedOffset > logEndOffset) this.#keepCleanedOffset(logEndOffset);
    if (this.#gapsEnd > logEndOffset) this.#keepGapsEnd(logEndOffset);
  }

  due(settings: LogSettings, lastStableOffset: bigint, nowMs: number, mapBytes?: number): DueCompaction | undefined {
    if (!settings.compacts || this.#running) return undefined;
    const segments = this.#parts.segments.keep();
    const range = cleanableRange({ segments, cleanedOffset: this.#cleanedOffset, lastStableOffset }, settings, nowMs);
    if (!range || !(range.isOverdue || range.dirtyRatio > settings.minCleanableDirtyRatio)) return undefined;
    return { dirtyRatio: range.dirtyRatio, run: () => this.#run(range, settings, nowMs, mapBytes ?? defaultMapBytes) };
  }

  /** Somebody is about to close the log or to delete from it: what runs leaves things as they are. */
  end(): void {
    this.#running?.return(0n);
    this.#running = undefined;
  }

  *#run(range: CleanableRange, settings: LogSettings, nowMs: number, mapBytes: number): Generator<void, void> {
    const { store: _, producers, ...parts } = this.#parts;
    const lastOfProducers = producers.lastOfProducers();
    const running = compactLog({ ...parts, lastOfProducers, settings, range, mapBytes, nowMs });
    this.#running = running;
    try {
      // On the disk before the first gap: without it a gap in what has become the last segment would pass for damage.
      if (this.#gapsEnd < range.endOffset) this.#keepGapsEnd(range.endOffset);
      while (this.#running === running) {
        const step = running.next();
        if (step.done) {
          this.#keepCleanedOffset(step.value);
          return;
        }
        yield;
      }
    } finally {
      running.return(0n);
      if (this.#running === running) this.#running = undefined;
      this.#onEnd();
    }
  }

  #keepCleanedOffset(offset: bigint): void {
    this.#parts.store.writeCleanedOffset(offset);
    this.#cleanedOffset = offset;
  }

  #keepGapsEnd(offset: bigint): void {
    this.#parts.store.writeGapsEnd(offset);
    this.#gapsEnd = offset;
  }
}
