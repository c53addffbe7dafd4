/** Kafka's names of a transaction's states; see README.md for what leads from one to the other. */
export const transactionStates = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
] as const;
export type TransactionState = (typeof transactionStates)[number];
export type TransactionOutcome = 'commit' | 'abort';

/** The errors of Kafka's error table that a transaction coordinator answers with. */
export type TransactionError =
  | 'CONCURRENT_TRANSACTIONS'
  | 'COORDINATOR_NOT_AVAILABLE'
  | 'INVALID_PRODUCER_ID_MAPPING'
  | 'INVALID_REQUEST'
  | 'INVALID_TRANSACTION_TIMEOUT'
  | 'INVALID_TXN_STATE'
  | 'PRODUCER_FENCED'
  | 'TRANSACTION_ABORTABLE';

/** A partition by its topic's id, so that a topic made anew under the old name is another. */
export interface TransactionPartition {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
}

/** What the coordinator knows of one transactional id. A change is a new object, which is kept before it is believed. */
export interface Transaction {
  readonly transactionalId: string;
  readonly state: TransactionState;
  readonly producerId: bigint;
  /** -1 before the id's first InitProducerId. In a Prepare state it is the epoch of the markers. */
  readonly producerEpoch: number;
  /** The epoch that the producer has now had bumped, to know a request of it that comes again; or -1. */
  readonly lastProducerEpoch: number;
  /** The id before the last change of it (epochs had run out), or -1. */
  readonly previousProducerId: bigint;
  /** The id that the producer gets once the transaction has ended, because epochs have run out; or -1. */
  readonly nextProducerId: bigint;
  readonly timeoutMs: number;
  /** The transaction is led by a client of transaction.version 2 (KIP-890): its end bumps the epoch. */
  readonly bumpsEpoch: boolean;
  readonly partitions: readonly TransactionPartition[];
  /** Groups with offsets that are committed with the transaction. */
  readonly groups: readonly string[];
  /** -1 before the first partition or group. */
  readonly startedMs: number;
  readonly updatedMs: number;
}

/** A producer as it presents itself. */
export interface ProducerClaim {
  transactionalId: string;
  producerId: bigint;
  producerEpoch: number;
}

export const noProducerId = -1n;
export const noEpoch = -1;
const largestEpoch = 32_767;

/** The last epoch is kept for fencing: no producer is ever given it. */
export function isLastEpoch(epoch: number): boolean {
  return epoch >= largestEpoch - 1;
}

export function newTransaction(
  transactionalId: string,
  producerId: bigint,
  timeoutMs: number,
  nowMs: number,
): Transaction {
  return {
    transactionalId,
    state: 'Empty',
    producerId,
    producerEpoch: noEpoch,
    lastProducerEpoch: noEpoch,
    previousProducerId: noProducerId,
    nextProducerId: noProducerId,
    timeoutMs,
    bumpsEpoch: false,
    partitions: [],
    groups: [],
    startedMs: -1,
    updatedMs: nowMs,
  };
}

/** A producer takes the id over, or goes on with it after an error (`expected`, KIP-360). */
export interface Initialization {
  timeoutMs: number;
  expected: { producerId: bigint; producerEpoch: number } | undefined;
  nowMs: number;
  allocateProducerId: () => bigint;
}

/**
 * InitProducerId on a transactional id: the transaction that follows, an error, or `abort-first` where one is under way that
 * must be aborted before.
 */
export function initialize(
  transaction: Transaction,
  { timeoutMs, expected, nowMs, allocateProducerId }: Initialization,
): Transaction | TransactionError | 'abort-first' {
  const { producerId, producerEpoch, lastProducerEpoch } = transaction;
  if (expected && !mayContinue(transaction, expected)) return 'PRODUCER_FENCED';
  switch (transaction.state) {
    case 'PrepareCommit':
    case 'PrepareAbort':
      return 'CONCURRENT_TRANSACTIONS';
    case 'Ongoing':
      return 'abort-first';
    case 'Empty':
    case 'CompleteCommit':
    case 'CompleteAbort':
      break;
  }
  const emptied = { ...transaction, state: 'Empty', timeoutMs, startedMs: -1, updatedMs: nowMs } as const;
  const isCurrent = !expected || [producerEpoch, lastProducerEpoch].includes(expected.producerEpoch);
  if (isLastEpoch(producerEpoch) && isCurrent) {
    return {
      ...emptied,
      producerId: allocateProducerId(),
      producerEpoch: 0,
      previousProducerId: producerId,
      lastProducerEpoch: expected?.producerEpoch ?? noEpoch,
    };
  }
  if (!expected) return { ...emptied, producerEpoch: producerEpoch + 1, lastProducerEpoch: noEpoch };
  if (producerEpoch === noEpoch || expected.producerEpoch === producerEpoch) {
    return { ...emptied, producerEpoch: producerEpoch + 1, lastProducerEpoch: producerEpoch };
  }
  // The request has been here before and its answer was lost.
  return expected.producerEpoch === lastProducerEpoch ? emptied : 'PRODUCER_FENCED';
}

/** Whether the id that a producer goes on with is still its own; the epoch is looked at later. */
function mayContinue(transaction: Transaction, expected: { producerId: bigint; producerEpoch: number }): boolean {
  return (
    transaction.producerEpoch === noEpoch ||
    expected.producerId === transaction.producerId ||
    (expected.producerId === transaction.previousProducerId && isLastEpoch(expected.producerEpoch))
  );
}

/** What may be added to a transaction by whom: undefined where it may. */
export function claimError(transaction: Transaction, claim: ProducerClaim): TransactionError | undefined {
  if (transaction.producerId !== claim.producerId) return 'INVALID_PRODUCER_ID_MAPPING';
  if (transaction.producerEpoch !== claim.producerEpoch) return 'PRODUCER_FENCED';
  const isEnding = transaction.state === 'PrepareCommit' || transaction.state === 'PrepareAbort';
  return isEnding ? 'CONCURRENT_TRANSACTIONS' : undefined;
}

/** What a transaction takes on: partitions that it writes to, or a group whose offsets it commits. */
export interface Addition {
  partitions?: readonly TransactionPartition[];
  groupId?: string;
  /** The request came from a client of transaction.version 2. */
  bumpsEpoch: boolean;
}

/** The transaction with what was added; the very same where it had all of it. */
export function extend(transaction: Transaction, addition: Addition, nowMs: number): Transaction {
  const { partitions = [], groupId, bumpsEpoch } = addition;
  const isOngoing = transaction.state === 'Ongoing';
  const byPlace = new Map(partitions.map((partition) => [`${partition.topicId}/${partition.partition}`, partition]));
  const newPartitions = [...byPlace.values()].filter((partition) => !hasPartition(transaction, partition));
  const newGroups = groupId === undefined || transaction.groups.includes(groupId) ? [] : [groupId];
  if (isOngoing && newPartitions.length === 0 && newGroups.length === 0) return transaction;
  return {
    ...transaction,
    state: 'Ongoing',
    bumpsEpoch,
    partitions: [...transaction.partitions, ...newPartitions],
    groups: [...transaction.groups, ...newGroups],
    startedMs: isOngoing ? transaction.startedMs : nowMs,
    updatedMs: nowMs,
  };
}

export function hasPartition({ partitions }: Transaction, { topicId, partition }: TransactionPartition): boolean {
  return partitions.some((known) => known.topicId === topicId && known.partition === partition);
}

/** All markers are written: what the producer goes on with. */
export function complete(transaction: Transaction, nowMs: number): Transaction {
  const { state, producerId, nextProducerId } = transaction;
  const rotated =
    nextProducerId === noProducerId
      ? {}
      : { producerId: nextProducerId, producerEpoch: 0, previousProducerId: producerId, nextProducerId: noProducerId };
  return {
    ...transaction,
    ...rotated,
    state: state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort',
    partitions: [],
    groups: [],
    updatedMs: nowMs,
  };
}
