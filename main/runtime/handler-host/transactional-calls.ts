import {
  ClientFault,
  type ConsumedRecord,
  type OnRefused,
  type ProducedOffset,
  type ProducedRecord,
  type Transaction,
} from '../../clients/index.ts';
import type {
  Attempt,
  AttemptError,
  AttemptOutcome,
  DeliveryReport,
  TopicPartition,
} from '../../../shared/delivery/index.ts';
import type { TransactionEnd } from '../../../shared/hops/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { HopRecorder } from './hop-recorder.ts';
import { isAbandoned } from './is-abandoned.ts';
import type { PartitionTransactions } from './partition-transactions.ts';

/** Where the emits of a call go, in place of the service's own producer. */
export interface CallTransaction {
  /** Rejects once the call has ended: what is emitted then is part of no transaction. */
  send(record: ProducedRecord, onRefused?: OnRefused): Promise<ProducedOffset>;
  /** What is told of a record that was sent, once it is known whether it counts. */
  hold(tell: (end: TransactionEnd) => void): void;
  /** The call has ended: what comes now would be waited for by nobody. */
  close(): void;
}

/** What of a member's transactions is used here. */
type CallTransactions = Pick<PartitionTransactions, 'begin' | 'failed' | 'ended'>;

/** Calls of a handler whose emits and whose event's offset are committed in one transaction, or not at all. */
export class TransactionalCalls {
  readonly #transactions: CallTransactions;
  readonly #group: string;
  readonly #hops: Pick<HopRecorder, 'nowMs' | 'leftUntold'>;
  /**
   * Attempts of which the next claim tells how they ended, by their first record: what is fetched again after a rebalance is another
   * one, and says nothing of an attempt from before.
   */
  readonly #inDoubt = new WeakMap<ConsumedRecord, RunningTransaction>();

  constructor(transactions: CallTransactions, group: string, hops: Pick<HopRecorder, 'nowMs' | 'leftUntold'>) {
    this.#transactions = transactions;
    this.#group = group;
    this.#hops = hops;
  }

  /** Runs one attempt. Never rejects. */
  async run(
    attempt: Attempt<ConsumedRecord>,
    call: (transaction: CallTransaction) => Promise<AttemptOutcome>,
  ): Promise<AttemptOutcome> {
    let running: RunningTransaction;
    try {
      running = await this.#begin(attempt);
    } catch (error) {
      this.#transactions.failed(attempt, error);
      return { type: 'unsettled', error: errorOf(error) };
    }
    const outcome = await call(running);
    if (outcome.type !== 'done' || attempt.signal.aborted) {
      await this.#abort(attempt, running);
      if (outcome.type !== 'done') return outcome;
      return { type: 'interrupted', error: { message: 'It was too late to commit what the handler did.' } };
    }
    const committed = await this.#commit(attempt, running, attempt.nextOffset);
    const [first] = attempt.records;
    if (committed.type !== 'unsettled' || !first) return committed;
    // Nobody concludes it any more.
    if (isAbandoned(attempt.signal)) this.#leave(running);
    else this.#inDoubt.set(first, running);
    return committed;
  }

  /** Sends one record and commits the offset with it. */
  async sendOne(
    partition: TopicPartition,
    record: ProducedRecord,
    nextOffset: string,
    onRefused?: OnRefused,
  ): Promise<ProducedOffset> {
    const running = await this.#begin(partition);
    let sent: ProducedOffset;
    try {
      sent = await running.send(record, onRefused);
    } catch (error) {
      await this.#abort(partition, running);
      throw error;
    }
    const outcome = await this.#commit(partition, running, nextOffset);
    if (outcome.type !== 'committed') throw new Fault('not-committed', outcome.error.message);
    return sent;
  }

  /** An attempt whose end was in doubt has been concluded, or never will be here. */
  take(report: DeliveryReport<ConsumedRecord>): void {
    if (report.type !== 'attempt-done' && report.type !== 'attempt-failed' && report.type !== 'attempt-abandoned')
      return;
    const [first] = report.records;
    if (!first) return;
    const running = this.#inDoubt.get(first);
    if (!running) return;
    this.#inDoubt.delete(first);
    if (report.type === 'attempt-abandoned') this.#leave(running);
    else running.tell(report.type === 'attempt-done' ? 'committed' : 'aborted');
  }

  /** What it sent stands in the log, or doesn't: whoever reads there once the transaction has ended knows. */
  #leave(running: RunningTransaction): void {
    if (running.hasSent) this.#hops.leftUntold(running.begunMs);
  }

  async #begin(partition: TopicPartition): Promise<RunningTransaction> {
    const begunMs = this.#hops.nowMs();
    return new RunningTransaction(await this.#transactions.begin(partition), begunMs);
  }

  async #commit(
    partition: TopicPartition,
    running: RunningTransaction,
    nextOffset: string,
  ): Promise<Exclude<AttemptOutcome, { type: 'done' | 'failed' | 'refused' | 'worker-lost' }>> {
    const { topic, partition: number } = partition;
    try {
      await running.commit(this.#group, { topic, partition: number, offset: nextOffset });
      running.tell('committed');
      return { type: 'committed' };
    } catch (error) {
      this.#transactions.failed(partition, error);
      if (error instanceof ClientFault && error.code === 'FENCED') {
        running.tell('aborted');
        return { type: 'interrupted', error: errorOf(error) };
      }
      return { type: 'unsettled', error: errorOf(error) };
    } finally {
      this.#transactions.ended(partition);
    }
  }

  /** Where it can't be aborted now, whoever claims the partition next does it, or the cluster in time. */
  async #abort(partition: TopicPartition, running: RunningTransaction): Promise<void> {
    try {
      await running.abort();
    } catch (error) {
      this.#transactions.failed(partition, error);
    } finally {
      running.tell('aborted');
      this.#transactions.ended(partition);
    }
  }
}

class RunningTransaction implements CallTransaction {
  readonly begunMs: number;
  readonly #transaction: Transaction;
  readonly #held: ((end: TransactionEnd) => void)[] = [];
  #hasEnded = false;

  constructor(transaction: Transaction, begunMs: number) {
    this.begunMs = begunMs;
    this.#transaction = transaction;
  }

  send(record: ProducedRecord, onRefused?: OnRefused): Promise<ProducedOffset> {
    if (!this.#hasEnded) return this.#transaction.send(record, onRefused);
    const message =
      'The call has ended, and its transaction with it. This consumer delivers exactly once, so what is emitted now is refused: await each emit before the handler returns.';
    return Promise.reject(new Fault('call-ended', message));
  }

  hold(tell: (end: TransactionEnd) => void): void {
    this.#held.push(tell);
  }

  get hasSent(): boolean {
    return this.#held.length > 0;
  }

  close(): void {
    this.#hasEnded = true;
  }

  tell(end: TransactionEnd): void {
    for (const tell of this.#held.splice(0)) tell(end);
  }

  commit(group: string, offset: TopicPartition & { offset: string }): Promise<void> {
    this.close();
    return this.#transaction.commit(group, [offset]);
  }

  abort(): Promise<void> {
    this.close();
    return this.#transaction.abort();
  }
}

function errorOf(error: unknown): AttemptError {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'transaction-failed';
  return { message: `The transaction failed: ${message}`, code };
}
