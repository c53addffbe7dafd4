import type { BatchHeader } from '../../../wire/index.ts';
import type { AbortedTransaction } from '../aborted-transactions.ts';
import type { TransactionMarker } from '../transaction-marker.ts';

/**
 * How the transactions of a log stand while its batches are gone through in order: which batches were aborted, and which markers
 * have no batches of theirs left before them. Source: KIP-98, KIP-534.
 */
export class CleanedTransactions {
  readonly #aborted: readonly AbortedTransaction[];
  #nextAborted = 0;
  /** By producer id: aborted transactions that have begun and whose marker hasn't come. */
  readonly #ongoingAborted = new Map<bigint, { transaction: AbortedTransaction; hasBatches: boolean }>();
  readonly #ongoingCommitted = new Set<bigint>();
  /** Aborted transactions that had batches left when their marker came: readers must still be told of them. */
  readonly withBatches = new Set<AbortedTransaction>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#aborted = [...aborted].sort((left, right) => Number(left.firstOffset - right.firstOffset));
  }

  /** Whether the records of a batch were aborted. */
  seesBatch(header: BatchHeader): boolean {
    this.#beginUpTo(lastOffsetOf(header));
    if (!header.isTransactional) return false;
    const aborted = this.#ongoingAborted.get(header.producerId);
    if (!aborted) {
      this.#ongoingCommitted.add(header.producerId);
      return false;
    }
    aborted.hasBatches = true;
    return true;
  }

  /** Whether the marker says nothing any more: no batch of its transaction is left. */
  seesMarker(header: BatchHeader, { producerId, outcome }: TransactionMarker): boolean {
    this.#beginUpTo(lastOffsetOf(header));
    if (outcome === 'commit') return !this.#ongoingCommitted.delete(producerId);
    const aborted = this.#ongoingAborted.get(producerId);
    this.#ongoingAborted.delete(producerId);
    if (!aborted?.hasBatches) return true;
    this.withBatches.add(aborted.transaction);
    return false;
  }

  #beginUpTo(offset: bigint): void {
    for (;;) {
      const transaction = this.#aborted[this.#nextAborted];
      if (!transaction || transaction.firstOffset > offset) return;
      this.#ongoingAborted.set(transaction.producerId, { transaction, hasBatches: false });
      this.#nextAborted += 1;
    }
  }
}

export function lastOffsetOf({ baseOffset, lastOffsetDelta }: BatchHeader): bigint {
  return baseOffset + BigInt(lastOffsetDelta);
}
