import type { KeptSegment } from '../log-state.ts';
import type { LogSettings } from '../produced-batch.ts';

/** What of a log may be cleaned now. */
export interface CleanableRange {
  /** Whatever comes before was cleaned before. */
  firstDirtyOffset: bigint;
  /** The first offset of the first segment that may not be cleaned. */
  endOffset: bigint;
  /** Of the bytes up to `endOffset`, how many weren't cleaned before. */
  dirtyRatio: number;
  /** A record has waited for `max.compaction.lag.ms`. */
  isOverdue: boolean;
}

export interface LogToClean {
  /** Oldest first; the last is the active one. */
  segments: readonly KeptSegment[];
  cleanedOffset: bigint;
  lastStableOffset: bigint;
}

/**
 * Whole segments before the active one, without open transactions, and whose records have all waited for
 * `min.compaction.lag.ms`. Source: Kafka's LogCleanerManager; KIP-354 (max.compaction.lag.ms).
 */
export function cleanableRange(
  { segments, cleanedOffset, lastStableOffset }: LogToClean,
  { minCompactionLagMs, maxCompactionLagMs }: Pick<LogSettings, 'minCompactionLagMs' | 'maxCompactionLagMs'>,
  nowMs: number,
): CleanableRange | undefined {
  const [first, active] = [segments[0], segments.at(-1)];
  if (!first || !active || first === active) return undefined;
  const firstDirtyOffset = cleanedOffset > first.baseOffset ? cleanedOffset : first.baseOffset;
  const endOf = (index: number) => segments[index + 1]?.baseOffset ?? active.baseOffset;
  const closed = segments.slice(0, -1);
  const isDirty = (index: number) => endOf(index) > firstDirtyOffset;

  const blocking = closed.findIndex(
    ({ maxTimestampMs }, index) =>
      endOf(index) > lastStableOffset ||
      (minCompactionLagMs > 0n && isDirty(index) && maxTimestampMs > BigInt(nowMs) - minCompactionLagMs),
  );
  const cleanable = blocking === -1 ? closed : closed.slice(0, blocking);
  const endOffset = blocking === -1 ? active.baseOffset : (closed[blocking]?.baseOffset ?? active.baseOffset);
  const dirtyBytes = sizeOf(cleanable.filter((_, index) => isDirty(index)));
  if (dirtyBytes === 0) return undefined;

  const cleanUntilMs = BigInt(nowMs) - maxCompactionLagMs;
  const isOverdue = cleanable.some(
    ({ firstTimestampMs = -1n }, index) => isDirty(index) && firstTimestampMs > 0n && firstTimestampMs < cleanUntilMs,
  );
  return { firstDirtyOffset, endOffset, dirtyRatio: dirtyBytes / sizeOf(cleanable), isOverdue };
}

function sizeOf(segments: readonly KeptSegment[]): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
