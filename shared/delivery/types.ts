import type { Clock } from '../lib/index.ts';

export interface TopicPartition {
  topic: string;
  partition: number;
}

/** What delivery must know of a record; whatever else it carries passes through untouched. */
export interface DeliverableRecord extends TopicPartition {
  /** Decimal. */
  offset: string;
  /** Key, value and headers together; what back-pressure counts. */
  sizeBytes: number;
}

/** What one fetch gave for one partition, in order of offset. */
export interface FetchedRecords<RecordType extends DeliverableRecord> extends TopicPartition {
  records: readonly RecordType[];
  /** Decimal: where the next fetch starts. Beyond the last record's offset + 1 where control records or compaction left a gap. */
  nextOffset: string;
  /** Decimal: the partition's high watermark at the time of the fetch. */
  highWatermark: string;
}

/** The settings of a consumer in the graph, one to one, and the bounds that the graph doesn't set. */
export interface DeliverySettings {
  /** Partitions worked on at once. One partition is never worked on twice at once. */
  concurrency: number;
  /** Longest time one attempt may take. */
  timeoutMs: number;
  retry: RetrySettings;
  /** What becomes of an event whose attempts have all failed, or that was refused. */
  whenExhausted: 'dead-letter' | 'stop-partition' | 'skip';
  /** Present: an attempt gets up to this many records of one partition. */
  batch?: { maxRecords: number } | undefined;
  /** Between two commits, while there is something to commit. 250 by default. */
  commitIntervalMs?: number;
  /** A partition is paused once this many of its records wait; resumed at half. 500 by default. */
  maxQueuedRecords?: number;
  /** The same in bytes. 4 MiB by default. */
  maxQueuedBytes?: number;
}

export interface RetrySettings {
  /** Attempts after the first; 0 gives up at once. */
  limit: number;
  /** The wait before the first retry. */
  backoffMs: number;
  /** Each wait is the one before times this. */
  factor: number;
  maxBackoffMs: number;
}

/** What went wrong in an attempt, as plain data, since it comes from a worker and goes into headers. */
export interface AttemptError {
  message: string;
  code?: string | undefined;
  stack?: string | undefined;
}

/**
 * How exclusive an attempt is. `shared`: beside attempts of other partitions. `worker`: nothing else of this consumer
 * instance is in flight, since its record is suspected to have ended the worker. `host`: nothing else of the whole host
 * is in flight, since its record is suspected to have ended the host.
 */
export type Isolation = 'shared' | 'worker' | 'host';

/** One call of the handler. */
export interface Attempt<RecordType extends DeliverableRecord> extends TopicPartition {
  /** One record; several of one partition, in order, for a batch consumer. Never empty. */
  records: readonly RecordType[];
  /** Decimal: what the group commits once these records are done. */
  nextOffset: string;
  /** 1 on the first try. */
  attempt: number;
  isolation: Isolation;
  /**
   * Aborted with an `AbortReason` when the attempt's result no longer counts. Whoever runs the attempt must then refuse
   * its further emits and settle soon, at the latest by ending the worker: until then the attempt keeps its slot.
   */
  signal: AbortSignal;
  /** The attempt is timed out this long after its start; for a worker's own watchdog. */
  timeoutMs: number;
}

/** `signal.reason` of an attempt whose result no longer counts. */
export type AbortReason = 'timed-out' | 'revoked' | 'drained';

/** How an attempt ended, as the one who ran it saw it. */
export type AttemptOutcome =
  /** The handler resolved and every emit that it began is acknowledged. */
  | { type: 'done' }
  /** With `transactions`: done, and `nextOffset` is committed with all that the handler emitted. It stands, however late it comes. */
  | { type: 'committed' }
  /** With `transactions`: whether that was committed isn't known. The next claim tells, and nothing is counted until then. */
  | { type: 'unsettled'; error: AttemptError }
  /** The handler threw, rejected, or an emit failed. */
  | { type: 'failed'; error: AttemptError }
  /** These records could not be decoded or their topic's schema refuses them: the handler never saw any record of this attempt. */
  | { type: 'refused'; refusals: readonly { offset: string; error: AttemptError }[] }
  /** The worker died and nobody knows which of the attempts in flight did it. */
  | { type: 'worker-lost'; error: AttemptError }
  /** Ended by something that isn't this attempt's fault (its worker was replaced, another attempt of it timed out). Not counted. */
  | { type: 'interrupted'; error: AttemptError };

/** An event that will not be tried again. */
export interface DeadLetter<RecordType extends DeliverableRecord> {
  record: RecordType;
  /** Attempts that were counted against it; 0 where it was refused. */
  attempts: number;
  error: AttemptError;
  reason: 'exhausted' | 'refused';
}

export interface PartitionOffset extends TopicPartition {
  /** Decimal: the next offset to work on, as Kafka commits it. */
  offset: string;
}

/**
 * What must outlive the process that runs a delivery, so that attempts are counted across its death. Entries of one
 * partition come in order; an attempt counts as in flight from its `started` until its `ended` or `settled`.
 */
export type JournalEntry = TopicPartition & {
  /** Decimal offsets of the attempt's records. */
  offsets: readonly string[];
} & (
    | { type: 'started'; failedAttempts: number; isolation: Isolation }
    /** It will be tried again. */
    | { type: 'ended'; failedAttempts: number; isolation: Isolation }
    /** Nothing need be remembered any more: done, dead-lettered, skipped, or no longer ours. */
    | { type: 'settled' }
  );

/** What is known of an event from before a host's death. */
export interface SurvivingAttempts extends TopicPartition {
  /** Decimal. */
  offset: string;
  failedAttempts: number;
  /** How exclusively its next attempt must run. */
  isolation: Isolation;
}

/** How offsets are committed together with what handlers emit; see README.md, "Exactly once". */
export interface TransactionPorts {
  /**
   * Takes a partition over: fences whoever had it, ends what that one left open, and only then reads what the group has
   * committed. Resolves with that offset (decimal); undefined where there is none. A rejection is retried with backoff until it succeeds
   * or the partition is lost.
   */
  claim(partition: TopicPartition): Promise<string | undefined>;
  /** False before the first claim, and once a transaction's end is in doubt or somebody else has taken the partition over. */
  isClaimed(partition: TopicPartition): boolean;
  /** Commits, in a transaction of its own, what only skipped, aborted and control records lead to. */
  commit(offset: PartitionOffset): Promise<void>;
}

/** The world of a delivery. None of these may call back into the delivery before it has returned. */
export interface DeliveryPorts<RecordType extends DeliverableRecord> {
  clock: Clock;
  /** Runs one attempt. Settles always; a rejection counts as `failed`. */
  invoke(attempt: Attempt<RecordType>): Promise<AttemptOutcome>;
  /**
   * Resolves once the dead letter is acknowledged; with `transactions`, once it and `nextOffset` (decimal) are committed in one. A
   * rejection is retried with backoff until it succeeds or the partition is lost.
   */
  publishDeadLetter(letter: DeadLetter<RecordType>, nextOffset: string): Promise<void>;
  /** Commits for the group; not called with `transactions`. A rejection is reported and the offsets are committed with the next commit. */
  commit(offsets: readonly PartitionOffset[]): Promise<void>;
  /** Present where the consumer delivers exactly once. */
  transactions?: TransactionPorts | undefined;
  /** Stops fetching these partitions; what is already on its way may still be delivered. */
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  journal(entry: JournalEntry): void;
  report(report: DeliveryReport<RecordType>): void;
}

/** Why an attempt did not count as done. */
export type AttemptFailure = 'failed' | 'timed-out' | 'worker-lost' | 'interrupted' | 'refused';

/** What happened, for whoever watches. */
export type DeliveryReport<RecordType extends DeliverableRecord> =
  | { type: 'attempt-started'; records: readonly RecordType[]; attempt: number; isolation: Isolation }
  | { type: 'attempt-done'; records: readonly RecordType[]; attempt: number; durationMs: number }
  | {
      type: 'attempt-failed';
      records: readonly RecordType[];
      attempt: number;
      durationMs: number;
      failure: AttemptFailure;
      error: AttemptError;
      /** Whether it was counted against the records. */
      counted: boolean;
    }
  /** With `transactions`: the partition was lost, or the drain's time was up, before it was known whether this attempt was committed. */
  | { type: 'attempt-abandoned'; records: readonly RecordType[]; attempt: number }
  /** The same records are tried again after a wait. */
  | { type: 'retry-scheduled'; records: readonly RecordType[]; attempt: number; inMs: number }
  /** A batch has used its attempts up: its records get one last attempt each, alone. */
  | { type: 'batch-split'; records: readonly RecordType[] }
  | { type: 'dead-lettered'; letter: DeadLetter<RecordType> }
  | { type: 'dead-letter-failed'; letter: DeadLetter<RecordType>; error: AttemptError; retryInMs: number }
  | { type: 'skipped'; letter: DeadLetter<RecordType> }
  | { type: 'partition-stopped'; letter: DeadLetter<RecordType> }
  | ({ type: 'partition-restarted' } & TopicPartition)
  | { type: 'committed'; offsets: readonly PartitionOffset[] }
  /** With `transactions`: the partition can't be worked on before it is claimed, or can but nothing that is done gets committed. */
  | ({ type: 'claim-failed'; error: AttemptError; retryInMs: number } & TopicPartition)
  | { type: 'commit-failed'; offsets: readonly PartitionOffset[]; error: AttemptError }
  | ({ type: 'paused' | 'resumed'; queuedRecords: number; queuedBytes: number } & TopicPartition)
  /** Records that were fetched again after a rebalance and are already queued or done. */
  | ({ type: 'refetched-dropped'; count: number } & TopicPartition)
  /** The partition's log is a new one (its high watermark lies below what was done): work starts at the new log's records. */
  | ({ type: 'log-restarted'; fromOffset: string } & TopicPartition);

/** What a drain left behind; the group's next owner of the partition gets it again. */
export interface DrainResult<RecordType extends DeliverableRecord> {
  /** Attempts still in flight at the deadline. Their signals are aborted. */
  inFlight: readonly (readonly RecordType[])[];
  /** Records that were fetched and not begun, or that waited for a retry, by partition. */
  left: readonly (TopicPartition & { fromOffset: string; count: number })[];
  /** False where the last commit failed: everything since the one before comes again. */
  committed: boolean;
}

export interface PartitionStatus extends TopicPartition {
  state: PartitionState;
  /** Decimal: the lowest offset that isn't settled; undefined before the first record. */
  position: string | undefined;
  /** Decimal: what was last committed here by this delivery. */
  committed: string | undefined;
  queuedRecords: number;
  queuedBytes: number;
  paused: boolean;
  /** Of a stopped partition. */
  stoppedBy?: AttemptError;
}

/**
 * `idle`: nothing to do. `ready`: waits for a slot. `in-flight`: an attempt runs. `backing-off`: waits to retry.
 * `dead-lettering`: a dead letter is being published. `stopped`: an event is exhausted and the consumer stops at it. With `transactions`
 * also `claiming`: it isn't ours yet, or no longer for sure. `committing`: an offset is committed that no record goes with.
 */
export type PartitionState =
  'idle' | 'ready' | 'in-flight' | 'backing-off' | 'dead-lettering' | 'stopped' | 'claiming' | 'committing';

/** One consumer instance's work. */
export interface Delivery<RecordType extends DeliverableRecord> {
  /**
   * The partitions that are now ours, all of them. What is no longer ours is aborted and never committed again; what
   * still is ours goes on. Call it with every assignment, the same one included.
   */
  assign(partitions: readonly TopicPartition[]): void;
  /** Takes partitions away, as `assign` without them. */
  revoke(partitions: readonly TopicPartition[]): void;
  /** Takes over what was fetched. Ignored for a partition that isn't ours, and after `drain`. */
  accept(fetched: FetchedRecords<RecordType>): void;
  /** Commits at once what can be committed; for the moment a rebalance begins. Never rejects. */
  commitNow(): Promise<void>;
  /** Takes new settings over; attempts in flight end by the old ones. The commit interval stays as it was. */
  changeSettings(settings: DeliverySettings): void;
  /** Tries the event that stopped the partition again, with all its attempts. */
  restartPartition(partition: TopicPartition): void;
  /**
   * Starts nothing more, waits until what is in flight has ended (or `deadlineMs` has passed, whereupon it is aborted),
   * commits, and tells what is left. Afterwards the delivery does nothing any more. A second call gives the same promise.
   */
  drain(options: { deadlineMs: number }): Promise<DrainResult<RecordType>>;
  status(): readonly PartitionStatus[];
}

/**
 * Lets attempts of several deliveries of one host run beside each other, and one that is isolated alone. One object a
 * host, given to each of its deliveries.
 */
export interface IsolationGate {
  /** Whether an attempt may start now; if so it has started, and `leave` must follow. */
  tryEnter(exclusive: boolean): boolean;
  leave(exclusive: boolean): void;
  /** Says that an exclusive attempt waits: until `withdraw` or its entry no shared one is let in. */
  await(waiting: object): void;
  withdraw(waiting: object): void;
  /** Called whenever entering may have become possible. */
  onChange(listener: () => void): void;
}

export interface DeliveryOptions {
  /** Shared by all deliveries of a host; without it the delivery is alone in its host. */
  hostGate?: IsolationGate;
  /** From the journal of a host that died. */
  surviving?: readonly SurvivingAttempts[];
}
