/** Work that must not overlap, done one after the other in the order in which it came. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the work does; a failure doesn't keep the next from its turn. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when all that has been given is done. */
  async idle(): Promise<void> {
    await this.last;
  }
}
