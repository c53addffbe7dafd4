import { type Clock, Fault, type Timer } from '../../../shared/lib/index.ts';
import type { TransactionMarker } from '../log/transaction-marker.ts';
import { type EndDecision, endBumpingEpoch, endKeepingEpoch, fence } from './end-transaction.ts';
import {
  type Addition,
  claimError,
  complete,
  extend,
  hasPartition,
  initialize,
  newTransaction,
  type ProducerClaim,
  type Transaction,
  type TransactionError,
  type TransactionOutcome,
  type TransactionPartition,
} from './transaction.ts';
import { type KeptTransactions, transactionEntry, type TransactionsJournal } from './transactions-journal.ts';

/** `transaction.max.timeout.ms` */
const maxTimeoutMs = 900_000;
/** `transactional.id.expiration.ms` */
const expirationMs = 604_800_000;
/** `transaction.remove.expired.transaction.cleanup.interval.ms` */
const expiryIntervalMs = 3_600_000;
/** Before what the disk didn't take is written again. */
const retryMs = 1000;

export interface TransactionPorts {
  clock: Clock;
  kept: KeptTransactions;
  /** Undefined where everything is in memory. */
  journal?: TransactionsJournal | undefined;
  allocateProducerId: () => bigint;
  /** Writes a marker on a partition; nothing where its topic is gone. @throws Fault `storage-failed` */
  endOnPartition: (partition: TransactionPartition, marker: TransactionMarker) => void;
  /** Commits or forgets the offsets that the producer has pending in a group. @throws Fault `storage-failed` */
  endOnGroup: (groupId: string, producerId: bigint, outcome: TransactionOutcome) => void;
}

export interface InitializeRequest {
  transactionalId: string;
  timeoutMs: number;
  /** What the producer has and goes on from (KIP-360); undefined takes the id over. */
  expected: { producerId: bigint; producerEpoch: number } | undefined;
}

/** What takes part in a transaction. */
type TransactionMember = TransactionPartition | { groupId: string };

type ProducerAnswer = { error: TransactionError } | { error: undefined; producerId: bigint; producerEpoch: number };

/**
 * The coordinator of all transactions of a broker: a state machine over requests and time, apart from sockets and bytes;
 * the rules stand in README.md. A change is in the journal before it is believed.
 */
export class TransactionCoordinator {
  readonly #ports: TransactionPorts;
  readonly #timers = new Map<string, Timer>();
  #lastExpiryMs = 0;

  constructor(ports: TransactionPorts) {
    this.#ports = ports;
  }

  /** Takes up what the last coordinator left: ends what was ending, and goes on counting the time of what is open. */
  recover(): void {
    for (const transaction of this.#transactions.values()) {
      if (isEnding(transaction)) this.#finish(transaction);
      else if (transaction.state === 'Ongoing') this.#watch(transaction);
    }
  }

  /** The epoch of this coordinator's markers. */
  get coordinatorEpoch(): number {
    return this.#ports.kept.coordinatorEpoch;
  }

  initialize({ transactionalId, timeoutMs, expected }: InitializeRequest): ProducerAnswer {
    const { clock, allocateProducerId } = this.#ports;
    const nowMs = clock.nowMs();
    if (timeoutMs <= 0 || timeoutMs > maxTimeoutMs) return { error: 'INVALID_TRANSACTION_TIMEOUT' };
    this.#expire(nowMs);
    const known = this.#transactions.get(transactionalId);
    const transaction = known ?? newTransaction(transactionalId, allocateProducerId(), timeoutMs, nowMs);
    const next = initialize(transaction, { timeoutMs, expected, nowMs, allocateProducerId });
    if (next === 'abort-first') {
      // The client comes again, and then gets an epoch that is neither the old producer's nor that of the markers.
      return { error: this.#begin(fence(transaction, nowMs)) ?? 'CONCURRENT_TRANSACTIONS' };
    }
    if (typeof next === 'string') return { error: next };
    const error = this.#keep(next);
    return error === undefined ? { error, producerId: next.producerId, producerEpoch: next.producerEpoch } : { error };
  }

  /** Adds partitions or a group to the producer's transaction, which begins with the first. Undefined is success. */
  add(claim: ProducerClaim, addition: Addition): TransactionError | undefined {
    if (claim.transactionalId === '') return 'INVALID_REQUEST';
    const transaction = this.#transactions.get(claim.transactionalId);
    if (!transaction) return 'INVALID_PRODUCER_ID_MAPPING';
    const error = claimError(transaction, claim);
    if (error !== undefined) return error;
    const next = extend(transaction, addition, this.#ports.clock.nowMs());
    if (next === transaction) return undefined;
    const failure = this.#keep(next);
    if (failure === undefined && transaction.state !== 'Ongoing') this.#watch(next);
    return failure;
  }

  /** Whether a producer's transaction has a partition or a group: undefined where it has. */
  verify(claim: ProducerClaim, member: TransactionMember): TransactionError | undefined {
    if (claim.transactionalId === '') return 'INVALID_REQUEST';
    const transaction = this.#transactions.get(claim.transactionalId);
    if (!transaction) return 'INVALID_PRODUCER_ID_MAPPING';
    const error = claimError(transaction, claim);
    if (error !== undefined) return error;
    const isIn = 'groupId' in member ? transaction.groups.includes(member.groupId) : hasPartition(transaction, member);
    return isIn ? undefined : 'TRANSACTION_ABORTABLE';
  }

  /** Ends the producer's transaction, and tells what the producer goes on with. */
  end(claim: ProducerClaim, outcome: TransactionOutcome, { bumpsEpoch }: { bumpsEpoch: boolean }): ProducerAnswer {
    const { transactionalId } = claim;
    if (transactionalId === '') return { error: 'INVALID_REQUEST' };
    const transaction = this.#transactions.get(transactionalId);
    if (!transaction) return { error: 'INVALID_PRODUCER_ID_MAPPING' };
    const decision = this.#decideEnd(transaction, claim, outcome, bumpsEpoch);
    if (decision.type === 'refused') return { error: decision.error };
    if (decision.type === 'begin') {
      const error = this.#begin(decision.transaction);
      if (error !== undefined) return { error };
    }
    // Where markers wait for the disk, this is what the producer will go on with once they are written.
    const ended = this.#transactions.get(transactionalId) ?? transaction;
    const { producerId, producerEpoch } = isEnding(ended) ? complete(ended, ended.updatedMs) : ended;
    return { error: undefined, producerId, producerEpoch };
  }

  /**
   * What becomes of an open transaction that a log or a group has after a power cut. Its journals may have lost what came last: of one
   * that goes on, that it has this member, which it is given again; of one that has ended, its marker, which is to be
   * written; or that it ever began, and then it is aborted.
   */
  fateOf(
    producer: { producerId: bigint; producerEpoch: number | undefined },
    member: TransactionMember,
  ): 'open' | TransactionOutcome {
    const isNamed = (id: bigint) => id === producer.producerId;
    const transaction = this.list().find(
      ({ producerId, previousProducerId }) => isNamed(producerId) || isNamed(previousProducerId),
    );
    if (!transaction) return 'abort';
    const isItsEpoch = (producer.producerEpoch ?? transaction.producerEpoch) === transaction.producerEpoch;
    if (isNamed(transaction.producerId) && isItsEpoch) {
      if (isEnding(transaction)) return 'open';
      if (transaction.state === 'Ongoing') {
        const addition = 'groupId' in member ? member : { partitions: [member] };
        this.#keep(extend(transaction, { ...addition, bumpsEpoch: transaction.bumpsEpoch }, this.#ports.clock.nowMs()));
        return 'open';
      }
    }
    return endedAs(transaction, producer.producerEpoch);
  }

  find(transactionalId: string): Transaction | undefined {
    return this.#transactions.get(transactionalId);
  }

  list(): Transaction[] {
    return [...this.#transactions.values()];
  }

  /** Stops all timers. */
  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  get #transactions(): Map<string, Transaction> {
    return this.#ports.kept.transactions;
  }

  #decideEnd(
    transaction: Transaction,
    claim: ProducerClaim,
    outcome: TransactionOutcome,
    bumpsEpoch: boolean,
  ): EndDecision {
    const { clock, allocateProducerId } = this.#ports;
    const nowMs = clock.nowMs();
    return bumpsEpoch
      ? endBumpingEpoch(transaction, claim, outcome, { nowMs, allocateProducerId })
      : endKeepingEpoch(transaction, claim, outcome, nowMs);
  }

  /** From here on the transaction has its outcome, whatever happens to this process. */
  #begin(prepared: Transaction): TransactionError | undefined {
    const error = this.#keep(prepared);
    if (error === undefined) this.#finish(prepared);
    return error;
  }

  /** Writes all markers; where the disk is full, writes all of them again a while later: a repeated marker does no harm. */
  #finish(prepared: Transaction): void {
    const { clock, endOnPartition, endOnGroup } = this.#ports;
    const { transactionalId, producerId, producerEpoch, partitions, groups, state } = prepared;
    this.#stopTimer(transactionalId);
    const outcome = state === 'PrepareCommit' ? 'commit' : 'abort';
    const marker = { producerId, producerEpoch, outcome, coordinatorEpoch: this.coordinatorEpoch } as const;
    const isDone = this.#survivesFullDisk(() => {
      for (const partition of partitions) endOnPartition(partition, marker);
      for (const groupId of groups) endOnGroup(groupId, producerId, outcome);
    });
    if (isDone && this.#keep(complete(prepared, clock.nowMs())) === undefined) return;
    this.#startTimer(transactionalId, retryMs, () => this.#finish(prepared));
  }

  /** Aborts the transaction once its time is up, and fences its producer. */
  #watch({ startedMs, timeoutMs, transactionalId }: Transaction): void {
    this.#abortIn(Math.max(0, startedMs + timeoutMs - this.#ports.clock.nowMs()), transactionalId);
  }

  #abortIn(delayMs: number, transactionalId: string): void {
    this.#startTimer(transactionalId, delayMs, () => {
      const transaction = this.#transactions.get(transactionalId);
      if (transaction?.state !== 'Ongoing') return;
      const error = this.#begin(fence(transaction, this.#ports.clock.nowMs()));
      if (error !== undefined) this.#abortIn(retryMs, transactionalId);
    });
  }

  #startTimer(transactionalId: string, delayMs: number, run: () => void): void {
    this.#stopTimer(transactionalId);
    this.#timers.set(transactionalId, this.#ports.clock.schedule(delayMs, run));
  }

  #stopTimer(transactionalId: string): void {
    this.#timers.get(transactionalId)?.cancel();
    this.#timers.delete(transactionalId);
  }

  #keep(transaction: Transaction): TransactionError | undefined {
    const isKept = this.#survivesFullDisk(() => this.#ports.journal?.append(transactionEntry(transaction)));
    if (!isKept) return 'COORDINATOR_NOT_AVAILABLE';
    this.#transactions.set(transaction.transactionalId, transaction);
    return undefined;
  }

  #survivesFullDisk(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      if (error instanceof Fault && error.code === 'storage-failed') return false;
      throw error;
    }
  }

  /** Forgets ids that nobody has used for a week. */
  #expire(nowMs: number): void {
    if (nowMs - this.#lastExpiryMs < expiryIntervalMs) return;
    this.#lastExpiryMs = nowMs;
    for (const { transactionalId, state, updatedMs } of this.list()) {
      const isIdle = state === 'Empty' || state === 'CompleteCommit' || state === 'CompleteAbort';
      if (!isIdle || nowMs - updatedMs < expirationMs) continue;
      const entry = { type: 'transactional-id-expired', transactionalId } as const;
      if (this.#survivesFullDisk(() => this.#ports.journal?.append(entry))) this.#transactions.delete(transactionalId);
    }
  }
}

function isEnding({ state }: Transaction): boolean {
  return state === 'PrepareCommit' || state === 'PrepareAbort';
}

/**
 * How the transaction of this epoch was ended, where that is certain. Without transaction.version 2 the next transaction has the same
 * epoch, and to show what was never committed would be worse than to lose a commit of the last second.
 */
function endedAs({ state, bumpsEpoch, lastProducerEpoch }: Transaction, epoch: number | undefined): TransactionOutcome {
  const isCertain = bumpsEpoch && epoch !== undefined && epoch === lastProducerEpoch;
  return isCertain && state === 'CompleteCommit' ? 'commit' : 'abort';
}
