import type { KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { AbortedTransaction } from './aborted-transactions.ts';
import type { StoredBatch } from './batch-scan.ts';
import type { LeaderEpochs } from './leader-epochs.ts';
import type { BatchRefusal, LogSettings } from './produced-batch.ts';
import type { MarkerError, ProducerDescription } from './producer-states.ts';
import type { TransactionMarker } from './transaction-marker.ts';

/** What may keep a batch of a transaction out of the log before its producer's state is looked at. */
export interface TransactionRefusal {
  error: KafkaErrorName;
  message: string | null;
}

export interface AppendOptions {
  /** Version of Produce that the batch came with. */
  produceVersion: number;
  /** Epoch of the leader that appends, which is stamped on the batch. */
  leaderEpoch: number;
  nowMs: number;
  /**
   * Asked before the first batch of a transaction is appended: whether the transaction is there and has this partition
   * (KIP-890). Without it no transaction may write.
   */
  joinTransaction?: (producer: { producerId: bigint; producerEpoch: number }) => TransactionRefusal | undefined;
}

export type AppendAnswer =
  | {
      error: undefined;
      baseOffset: bigint;
      /** -1 where the producer's own timestamps stand. */ logAppendTimeMs: bigint;
    }
  | {
      error: KafkaErrorName;
      message: string | null;
      recordErrors: BatchRefusal['recordErrors'];
    };

export interface ReadOptions {
  offset: bigint;
  maxBytes: number;
  /** Gives the first batch even where it alone is larger than `maxBytes`, so that a reader always gets on. */
  atLeastOneBatch: boolean;
  /** Gives nothing at or after the last stable offset. */
  onlyStable?: boolean;
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
  /** Bytes of all batches since the log was opened and before: never shrinks. */
  readonly appendedBytes: number;
  /** Of `appendedBytes`, those before the last stable offset. */
  readonly stableBytes: number;
  readonly epochs: LeaderEpochs;
  append(records: Uint8Array | null, options: AppendOptions): AppendAnswer;
  /** Writes the end of a transaction; undefined is success. */
  appendMarker(marker: TransactionMarker, options: { leaderEpoch: number; nowMs: number }): MarkerError | undefined;
  /** Whole batches as they are stored, the first of which holds `offset`; undefined where the log has no such offset. */
  read(options: ReadOptions): Uint8Array | undefined;
  /** The aborted transactions that have records among `batches`, which `read` gave for `offset`. */
  abortedTransactions(offset: bigint, batches: Uint8Array): AbortedTransaction[];
  /** The idempotent producers that are remembered. */
  producers(): ProducerDescription[];
  /** The batch with the first record of this timestamp or a later one. */
  batchForTimestamp(timestampMs: bigint): StoredBatch | undefined;
  /** The first of the batches with the largest timestamp. */
  batchOfMaxTimestamp(): StoredBatch | undefined;
  /** From now on the log goes by these settings. */
  configure(settings: LogSettings): void;
  /** Deletes the records before an offset (KIP-107); false where the log has no such offset. @throws Fault `storage-failed` */
  deleteBefore(offset: bigint): boolean;
  /** Deletes the oldest segments that are older or more than the topic keeps. */
  applyRetention(nowMs: number): void;
  /** The compaction that is due now; undefined where the topic isn't compacted, or little of the log has changed. `mapBytes`: memory for its keys. */
  dueCompaction(nowMs: number, mapBytes?: number): DueCompaction | undefined;
  /** Calls `listener` after each append and when the log is closed; the function that is returned takes it back. */
  onChange(listener: LogListener): () => void;
  close(): void;
  /** Closes the log and deletes what it kept. */
  remove(): void;
}

export interface DueCompaction {
  /** Of what may be compacted, the part that wasn't before. */
  dirtyRatio: number;
  /**
   * Compacts, and rests after about 128 KiB each time. It ends early where the log is closed or records are deleted meanwhile.
   * @throws Fault `storage-failed`
   */
  run(): Generator<void, void>;
}

export type LogListener = (change: 'appended' | 'closed') => void;
