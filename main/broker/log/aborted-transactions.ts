/** A transaction whose records on one partition must not be given to a reader of committed records. */
export interface AbortedTransaction {
  producerId: bigint;
  /** Of its first record on the partition. */
  firstOffset: bigint;
  /** Of its abort marker. */
  lastOffset: bigint;
  /** The last stable offset once it had ended: whatever ends later began at or after it. */
  lastStableOffset: bigint;
}

/** The aborted transactions of one partition in the order in which they ended (KIP-98, "transaction index"). */
export class AbortedTransactions {
  #ended: AbortedTransaction[] = [];

  /** All that are remembered, in their order. */
  get all(): readonly AbortedTransaction[] {
    return this.#ended;
  }

  add(transaction: AbortedTransaction): void {
    this.#ended.push(transaction);
  }

  /** Those with records from `offset` on and before `endOffset`. */
  between(offset: bigint, endOffset: bigint): AbortedTransaction[] {
    const found: AbortedTransaction[] = [];
    for (const transaction of this.#ended.slice(this.#firstThatEndsFrom(offset))) {
      if (transaction.firstOffset < endOffset) found.push(transaction);
      if (transaction.lastStableOffset >= endOffset) break;
    }
    return found;
  }

  /** Forgets those that ended before the log's first record. */
  forgetBefore(logStartOffset: bigint): void {
    this.#ended = this.#ended.slice(this.#firstThatEndsFrom(logStartOffset));
  }

  #firstThatEndsFrom(offset: bigint): number {
    let [low, high] = [0, this.#ended.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const transaction = this.#ended[middle];
      if (transaction && transaction.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
