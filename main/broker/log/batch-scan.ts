import { crc32c, readBatchHeader, recordBatchOverheadBytes, type BatchHeader } from '../../wire/index.ts';
import type { Segment } from './segment.ts';

export interface LocatedHeader {
  position: number;
  header: BatchHeader;
}

export interface StoredBatch extends LocatedHeader {
  /** The whole batch. */
  bytes: Uint8Array;
}

/** Read ahead where headers alone are wanted: about what lies between two entries of the index. */
const headerWindowBytes = 4096;
/** Read ahead where all bytes are wanted. */
const scanWindowBytes = 1024 * 1024;

/** The headers of a segment's whole batches from `position` on, in order. Ends quietly where no whole batch follows. */
export function* headersFrom(
  segment: Segment,
  position: number,
  windowBytes = headerWindowBytes,
): Generator<LocatedHeader> {
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = position;
  let at = position;
  for (;;) {
    if (at + recordBatchOverheadBytes > windowStart + window.length) {
      window = segment.read(at, windowBytes);
      windowStart = at;
      if (window.length < recordBatchOverheadBytes) return;
    }
    const header = readBatchHeader(window, at - windowStart);
    if (header.sizeBytes < recordBatchOverheadBytes || at + header.sizeBytes > segment.sizeBytes) return;
    yield { position: at, header };
    at += header.sizeBytes;
  }
}

/** All whole batches of a segment from `from` on, in order. Ends quietly where no whole batch follows. */
export function* batchesOf(segment: Segment, from = 0): Generator<StoredBatch> {
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = 0;
  for (const { position, header } of headersFrom(segment, from, scanWindowBytes)) {
    if (position + header.sizeBytes > windowStart + window.length) {
      window = segment.read(position, Math.max(header.sizeBytes, scanWindowBytes));
      windowStart = position;
    }
    const start = position - windowStart;
    yield { position, header, bytes: window.subarray(start, start + header.sizeBytes) };
  }
}

/** Where a batch is expected to begin and may end at most, since its checksum doesn't cover its offset. */
export interface ExpectedOffsets {
  readonly first: bigint;
  /** Compaction may have taken away what came before the batch. */
  readonly mayHaveGap: boolean;
  /** The next segment begins here. */
  readonly end: bigint | undefined;
}

/** Whether a stored batch is what was written: its format, its checksum, and offsets that go on where the last ended. */
export function isSound({ header, bytes }: StoredBatch, { first, mayHaveGap, end }: ExpectedOffsets): boolean {
  const { magic, baseOffset, lastOffsetDelta } = header;
  return (
    magic === 2 &&
    (mayHaveGap ? baseOffset >= first : baseOffset === first) &&
    lastOffsetDelta >= 0 &&
    (end === undefined || baseOffset + BigInt(lastOffsetDelta) < end) &&
    crc32c(bytes.subarray(21)) === header.crc
  );
}

/**
 * Compaction leaves gaps, and never touches the segment that is written to: there a batch begins where the last ended, and the
 * first where the segment does; but in a log whose last segments were cut, so that the last is one that compaction may have come to:
 * then there are gaps before `gapsEnd`.
 */
export function expectedOffsets(
  { header, position }: StoredBatch,
  { segment, next }: { segment: Segment; next: Segment | undefined },
  logEndOffset: bigint,
  gapsEnd: bigint,
): ExpectedOffsets {
  const mayHaveGap = next !== undefined || header.baseOffset < gapsEnd;
  const first = position === 0 && segment.baseOffset > logEndOffset ? segment.baseOffset : logEndOffset;
  return { first, mayHaveGap, end: next?.baseOffset };
}

/** How many of `bytes` are whole batches; `bytes` begins with one. */
export function wholeBatchBytes(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let whole = 0;
  while (whole + 12 <= bytes.length) {
    const end = whole + 12 + view.getInt32(whole + 8);
    if (end > bytes.length) break;
    whole = end;
  }
  return whole;
}

/** The header of the last batch; `bytes` are whole batches. */
export function lastHeaderOf(bytes: Uint8Array): BatchHeader | undefined {
  let last: BatchHeader | undefined;
  for (let position = 0; position + recordBatchOverheadBytes <= bytes.length; position += last.sizeBytes) {
    last = readBatchHeader(bytes, position);
  }
  return last;
}
