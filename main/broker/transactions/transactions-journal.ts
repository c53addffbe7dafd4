import type { Transaction } from './transaction.ts';

type Kept = Omit<Transaction, 'producerId' | 'previousProducerId' | 'nextProducerId'> & {
  producerId: string;
  previousProducerId: string;
  nextProducerId: string;
};

/** One change of the transactions, as their journal keeps it. A transaction's entry replaces the one before it. */
export type TransactionEntry =
  | ({ type: 'transaction' } & Kept)
  | { type: 'transactional-id-expired'; transactionalId: string }
  /** How often a coordinator has been started over this journal: the epoch of its markers. */
  | { type: 'coordinator'; epoch: number };

/** Where transactions are kept beyond the process; called before a change is believed. */
export interface TransactionsJournal {
  append(entry: TransactionEntry): void;
}

/** What a journal remembers. */
export interface KeptTransactions {
  coordinatorEpoch: number;
  transactions: Map<string, Transaction>;
}

export function noTransactions(): KeptTransactions {
  return { coordinatorEpoch: 0, transactions: new Map() };
}

export function replayTransactions(kept: KeptTransactions, entry: TransactionEntry): void {
  switch (entry.type) {
    case 'coordinator':
      kept.coordinatorEpoch = entry.epoch;
      return;
    case 'transactional-id-expired':
      kept.transactions.delete(entry.transactionalId);
      return;
    case 'transaction': {
      const { type: _type, producerId, previousProducerId, nextProducerId, ...rest } = entry;
      kept.transactions.set(entry.transactionalId, {
        ...rest,
        producerId: BigInt(producerId),
        previousProducerId: BigInt(previousProducerId),
        nextProducerId: BigInt(nextProducerId),
      });
    }
  }
}

export function transactionEntry(transaction: Transaction): TransactionEntry {
  return {
    type: 'transaction',
    ...transaction,
    producerId: transaction.producerId.toString(),
    previousProducerId: transaction.previousProducerId.toString(),
    nextProducerId: transaction.nextProducerId.toString(),
  };
}

/** The least that `replayTransactions` needs to come to the present state. */
export function* snapshotTransactions({
  coordinatorEpoch,
  transactions,
}: KeptTransactions): Iterable<TransactionEntry> {
  yield { type: 'coordinator', epoch: coordinatorEpoch };
  for (const transaction of transactions.values()) yield transactionEntry(transaction);
}
