import type { AbortedTransaction } from './aborted-transactions.ts';
import type { KeptProducer, OpenTransaction } from './producer-states.ts';

/** What is known of a segment without its batches being read. */
export interface KeptSegment {
  baseOffset: bigint;
  sizeBytes: number;
  /** Largest timestamp of its batches, or -1. */
  maxTimestampMs: bigint;
  /** Largest timestamp of its first batch; undefined while it has none. */
  firstTimestampMs: bigint | undefined;
}

/**
 * What a log knows of its batches before the recovery point, all of which are on the disk: with it, only those from there on are
 * read when the log is opened.
 */
export interface LogState {
  /** The log end when the state was written. */
  recoveryPoint: bigint;
  /** Oldest first; the recovery point is at the end of the last. */
  segments: KeptSegment[];
  appendedBytes: number;
  epochs: { epoch: number; startOffset: bigint }[];
  aborted: AbortedTransaction[];
  producers: KeptProducer[];
  openTransactions: (OpenTransaction & { producerId: bigint })[];
}

const format = 1;
const bigintPattern = /^-?\d+n$/;

/** One line of JSON; a bigint is a text of digits with an n, which no other text in a state is. */
export function writeLogState(state: LogState): string {
  return JSON.stringify({ format, state }, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** Undefined for what another version wrote: then the log itself is read. */
export function readLogState(text: string): LogState | undefined {
  // Its checksum says that this very code or a later version of it wrote the text.
  const read = JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && bigintPattern.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as { format: number; state: LogState };
  return read.format === format ? read.state : undefined;
}
