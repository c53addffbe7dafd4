/** From which offset on each leader epoch wrote (KIP-101): how a client finds out that a log was cut behind its back. */
export class LeaderEpochs {
  readonly #starts: { epoch: number; startOffset: bigint }[] = [];

  /** Must be called with the epoch of each batch, in order. */
  observe(epoch: number, baseOffset: bigint): void {
    const latest = this.#starts.at(-1);
    if (latest === undefined || epoch > latest.epoch) this.#starts.push({ epoch, startOffset: baseOffset });
  }

  /** Each epoch with its first offset, in order. */
  get starts(): readonly { epoch: number; startOffset: bigint }[] {
    return this.#starts;
  }

  /** The epoch of the first record; undefined in an empty log. */
  get earliest(): number | undefined {
    return this.#starts[0]?.epoch;
  }

  /**
   * Where a client that last read a record of `epoch` should find that epoch to end: the largest known epoch up to it, and the
   * offset after its last record. Undefined for an epoch that this log has never seen.
   */
  endOf(epoch: number, logEndOffset: bigint): { epoch: number; endOffset: bigint } | undefined {
    const latest = this.#starts.at(-1);
    if (latest === undefined || epoch > latest.epoch) return undefined;
    const floor = this.#starts.findLast((entry) => entry.epoch <= epoch);
    const next = this.#starts.find((entry) => entry.epoch > epoch);
    return { epoch: floor?.epoch ?? epoch, endOffset: next?.startOffset ?? logEndOffset };
  }
}
