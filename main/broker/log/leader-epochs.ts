/** From which offset on each leader epoch wrote (KIP-101): how a client finds out that a log was cut behind its back. */
export class LeaderEpochs {
  readonly #starts: { epoch: number; startOffset: bigint }[] = [];

  /** Must be called with the epoch of each batch, in order. */
  observe(epoch: number, baseOffset: bigint): void {
    const latest = this.#starts.at(-1);
    if (latest === undefined || epoch > latest.epoch) this.#starts.push({ epoch, startOffset: baseOffset });
  }

  /** The epoch under which the record at `offset` was written; undefined in an empty log. */
  epochAt(offset: bigint): number | undefined {
    return this.#starts.findLast((entry) => entry.startOffset <= offset)?.epoch;
  }

  get earliest(): number | undefined {
    return this.#starts[0]?.epoch;
  }

  /** The largest known epoch up to `epoch`, and the offset after its last record. */
  endOf(epoch: number, logEndOffset: bigint): { epoch: number; endOffset: bigint } | undefined {
    const index = this.#starts.findLastIndex((entry) => entry.epoch <= epoch);
    const entry = this.#starts[index];
    if (!entry) return undefined;
    return { epoch: entry.epoch, endOffset: this.#starts[index + 1]?.startOffset ?? logEndOffset };
  }
}
