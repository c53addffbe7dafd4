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

  /** All that are remembered, in the order in which they ended. */
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

  /**
   * Compaction has gone through the log from `offset` to before `endOffset`: of the transactions whose marker stood there, only
   * those that have batches left must still be told of. One whose marker is gone must not be, or readers would wait for its end.
   */
  keepOnly(withBatches: ReadonlySet<AbortedTransaction>, offset: bigint, endOffset: bigint): void {
    this.#ended = this.#ended.filter(
      (transaction) =>
        transaction.lastOffset < offset || transaction.lastOffset >= endOffset || withBatches.has(transaction),
    );
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
