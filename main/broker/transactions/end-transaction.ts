import {
  isLastEpoch,
  noEpoch,
  noProducerId,
  type ProducerClaim,
  type Transaction,
  type TransactionError,
  type TransactionOutcome,
} from './transaction.ts';

/** What EndTxn leads to: the end begins, the request has been here before, or an error. */
export type EndDecision =
  { type: 'begin'; transaction: Transaction } | { type: 'repeated' } | { type: 'refused'; error: TransactionError };

export interface EndPorts {
  nowMs: number;
  allocateProducerId: () => bigint;
}

const repeated: EndDecision = { type: 'repeated' };

/** EndTxn of a client of before transaction.version 2: the producer keeps its epoch. Source: KIP-98. */
export function endKeepingEpoch(
  transaction: Transaction,
  claim: ProducerClaim,
  outcome: TransactionOutcome,
  nowMs: number,
): EndDecision {
  if (transaction.producerId !== claim.producerId) return refused('INVALID_PRODUCER_ID_MAPPING');
  if (transaction.producerEpoch !== claim.producerEpoch) return refused('PRODUCER_FENCED');
  switch (transaction.state) {
    case 'Ongoing':
      return { type: 'begin', transaction: { ...prepared(transaction, outcome, nowMs), bumpsEpoch: false } };
    case 'CompleteCommit':
    case 'CompleteAbort':
      return isSameEnd(transaction, outcome) ? repeated : refused('INVALID_TXN_STATE');
    case 'PrepareCommit':
    case 'PrepareAbort':
      return refused(isSameEnd(transaction, outcome) ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE');
    case 'Empty':
      return refused('INVALID_TXN_STATE');
  }
}

/**
 * EndTxn of a client of transaction.version 2: each end bumps the epoch, so that the producer's late records are fenced, and the
 * epoch tells a repeated request from the next one. A transaction without a record may be aborted. Source: KIP-890.
 */
export function endBumpingEpoch(
  transaction: Transaction,
  claim: ProducerClaim,
  outcome: TransactionOutcome,
  ports: EndPorts,
): EndDecision {
  const isOverflowRetry =
    transaction.previousProducerId === claim.producerId &&
    isLastEpoch(claim.producerEpoch) &&
    transaction.producerEpoch === 0;
  const isRetry = transaction.producerEpoch === claim.producerEpoch + 1 || isOverflowRetry;
  if (transaction.producerId !== claim.producerId && !isOverflowRetry) return refused('INVALID_PRODUCER_ID_MAPPING');
  const isSameEpoch = transaction.producerEpoch === claim.producerEpoch;
  const begin = (): EndDecision => ({ type: 'begin', transaction: bumped(transaction, outcome, ports) });
  switch (transaction.state) {
    case 'Ongoing':
      return isSameEpoch ? begin() : refused('PRODUCER_FENCED');
    case 'Empty':
      if (!isSameEpoch) return refused('PRODUCER_FENCED');
      return outcome === 'abort' ? begin() : refused('INVALID_TXN_STATE');
    case 'PrepareCommit':
    case 'PrepareAbort':
      if (!isRetry) return refused('PRODUCER_FENCED');
      return refused(isSameEnd(transaction, outcome) ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE');
    case 'CompleteCommit':
    case 'CompleteAbort':
      if (isRetry) return isSameEnd(transaction, outcome) ? repeated : refused('INVALID_TXN_STATE');
      if (!isSameEpoch) return refused('PRODUCER_FENCED');
      return outcome === 'abort' ? begin() : refused('INVALID_TXN_STATE');
  }
}

/**
 * The coordinator itself aborts a transaction, because its time is up or another producer takes the id over. The epoch is
 * bumped whatever the client's version, which fences the producer that had it. A client of transaction.version 2 may go on
 * from its old epoch with InitProducerId, as long as nobody else does.
 */
export function fence(transaction: Transaction, nowMs: number): Transaction {
  const { producerEpoch, bumpsEpoch } = transaction;
  return {
    ...prepared(transaction, 'abort', nowMs),
    producerEpoch: producerEpoch + 1,
    lastProducerEpoch: bumpsEpoch ? producerEpoch : noEpoch,
  };
}

function bumped(
  transaction: Transaction,
  outcome: TransactionOutcome,
  { nowMs, allocateProducerId }: EndPorts,
): Transaction {
  const { producerEpoch, state, startedMs } = transaction;
  return {
    ...prepared(transaction, outcome, nowMs),
    bumpsEpoch: true,
    producerEpoch: producerEpoch + 1,
    lastProducerEpoch: producerEpoch,
    nextProducerId: isLastEpoch(producerEpoch) ? allocateProducerId() : noProducerId,
    startedMs: state === 'Ongoing' ? startedMs : nowMs,
  };
}

function prepared(transaction: Transaction, outcome: TransactionOutcome, nowMs: number): Transaction {
  return { ...transaction, state: outcome === 'commit' ? 'PrepareCommit' : 'PrepareAbort', updatedMs: nowMs };
}

function isSameEnd({ state }: Transaction, outcome: TransactionOutcome): boolean {
  return outcome === 'commit'
    ? state === 'PrepareCommit' || state === 'CompleteCommit'
    : state === 'PrepareAbort' || state === 'CompleteAbort';
}

function refused(error: TransactionError): EndDecision {
  return { type: 'refused', error };
}
