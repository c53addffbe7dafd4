import type { AbortedTransactions } from '../aborted-transactions.ts';
import { batchesOf } from '../batch-scan.ts';
import type { LogCheckpoint } from '../log-checkpoint.ts';
import type { LogSettings } from '../produced-batch.ts';
import type { LastOfProducer } from '../producer-states.ts';
import type { SegmentList } from '../segment-list.ts';
import type { Segment } from '../segment.ts';
import { readMarker } from '../transaction-marker.ts';
import type { CleanableRange } from './cleanable-range.ts';
import { cleanBatch, type Cleaning, decodedRecords } from './clean-batch.ts';
import { CleanedTransactions, lastOffsetOf } from './cleaned-transactions.ts';
import { KeyOffsets } from './key-offsets.ts';

export interface LogCompaction {
  segments: SegmentList;
  checkpoint: LogCheckpoint;
  aborted: AbortedTransactions;
  lastOfProducers: ReadonlyMap<bigint, LastOfProducer>;
  settings: Pick<LogSettings, 'segmentBytes' | 'deleteRetentionMs'>;
  range: CleanableRange;
  /** Memory for the latest offset of each key. */
  mapBytes: number;
  nowMs: number;
}

/** Between two rests about so much is read: a thousand small records, some 20 ms. */
const stepBytes = 128 * 1024;
/** A segment's index counts offsets from its base in 31 bits. */
const mostOffsetsPerSegment = 2n ** 31n - 1n;

/**
 * Compacts the closed segments of a log: the latest offset of each key is looked for in what is dirty, as far as memory goes,
 * and all segments up to there are written anew without what was overtaken. Answers the offset before which the log is clean now;
 * where memory was too small that is before the range's end, and the rest is left for another pass. Source: Kafka's Cleaner.
 */
export function* compactLog(compaction: LogCompaction): Generator<void, bigint> {
  const { segments, aborted, range, settings } = compaction;
  const keyOffsets = new KeyOffsets(compaction.mapBytes);
  const mappedEndOffset = yield* mapKeys(compaction, keyOffsets);
  const cleaning: Cleaning = {
    keyOffsets,
    mappedEndOffset,
    endOffset: range.endOffset,
    transactions: new CleanedTransactions(aborted.all),
    lastOfProducers: compaction.lastOfProducers,
    nowMs: compaction.nowMs,
    deleteRetentionMs: settings.deleteRetentionMs,
  };
  const closed = segments.segmentsBefore(range.endOffset);
  const affected = closed.filter(({ baseOffset }) => baseOffset < mappedEndOffset);
  const endOf = (segment: Segment) => closed[closed.indexOf(segment) + 1]?.baseOffset ?? range.endOffset;
  for (const group of groupsOf(affected, endOf, settings.segmentBytes)) {
    yield* cleanGroup(group.segments, group.endOffset, cleaning, compaction);
  }
  return mappedEndOffset;
}

/** Fills `keyOffsets` from the first dirty offset on, batch by batch, until it is full; answers how far it came. */
function* mapKeys({ segments, aborted, range }: LogCompaction, keyOffsets: KeyOffsets): Generator<void, bigint> {
  // Those that ended before aren't seen to end here, and would stand for later ones of their producers.
  const transactions = new CleanedTransactions(
    aborted.all.filter(({ lastOffset }) => lastOffset >= range.firstDirtyOffset),
  );
  let readBytes = 0;
  let mappedEndOffset = range.firstDirtyOffset;
  for (const segment of segments.segmentsBefore(range.endOffset)) {
    for (const batch of batchesOf(segment)) {
      const { header, bytes } = batch;
      const lastOffset = lastOffsetOf(header);
      if (lastOffset < range.firstDirtyOffset) continue;
      if (keyOffsets.isFull) return mappedEndOffset;
      const marker = header.isControl ? readMarker(bytes, header) : undefined;
      if (marker) transactions.seesMarker(header, marker);
      const isCounted = !header.isControl && !transactions.seesBatch(header);
      for (const { key, offset } of (isCounted && decodedRecords(batch)) || []) {
        if (key && offset >= range.firstDirtyOffset) keyOffsets.put(key, offset);
      }
      mappedEndOffset = lastOffset + 1n;
      readBytes += header.sizeBytes;
      if (readBytes < stepBytes) continue;
      readBytes = 0;
      yield;
    }
  }
  // What a value gives way to must be on the disk before the value is gone from there.
  segments.flushNow();
  return range.endOffset;
}

/** Segments that together are no larger than one may be become one, so that they don't grow ever smaller and more. */
function groupsOf(
  affected: readonly Segment[],
  endOf: (segment: Segment) => bigint,
  mostBytes: number,
): { segments: Segment[]; endOffset: bigint }[] {
  const groups: { segments: Segment[]; endOffset: bigint; sizeBytes: number }[] = [];
  for (const segment of affected) {
    const last = groups.at(-1);
    const endOffset = endOf(segment);
    const first = last?.segments[0];
    if (
      last &&
      first &&
      last.sizeBytes + segment.sizeBytes <= mostBytes &&
      endOffset - first.baseOffset <= mostOffsetsPerSegment
    ) {
      last.segments.push(segment);
      last.sizeBytes += segment.sizeBytes;
      last.endOffset = endOffset;
    } else {
      groups.push({ segments: [segment], endOffset, sizeBytes: segment.sizeBytes });
    }
  }
  return groups;
}

function* cleanGroup(
  group: readonly Segment[],
  endOffset: bigint,
  cleaning: Cleaning,
  { segments, checkpoint, aborted }: LogCompaction,
): Generator<void, void> {
  const baseOffset = group[0]?.baseOffset ?? endOffset;
  const replacement = segments.beginReplacement(baseOffset, endOffset);
  let isChanged = group.length > 1;
  let isInPlace = false;
  let pieces: Uint8Array[] = [];
  let readBytes = 0;
  const write = () => {
    replacement.append(Buffer.concat(pieces));
    pieces = [];
    readBytes = 0;
  };
  try {
    for (const segment of group) {
      for (const stored of batchesOf(segment)) {
        const cleaned = cleanBatch(stored, cleaning);
        if (cleaned !== stored.bytes) isChanged = true;
        if (cleaned) pieces.push(cleaned);
        readBytes += stored.header.sizeBytes;
        if (readBytes < stepBytes) continue;
        write();
        yield;
      }
    }
    if (pieces.length > 0) write();
    if (isChanged) {
      checkpoint.replacing(() => segments.replace(group, replacement));
      isInPlace = true;
    }
    aborted.keepOnly(cleaning.transactions.withBatches, baseOffset, endOffset);
  } finally {
    if (!isInPlace) replacement.discard();
  }
}
