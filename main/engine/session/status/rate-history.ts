const kept = 60;

/** The last 60 rates of a node, one a second, oldest first. */
export class RateHistory {
  private rates: number[] = [];

  add(perSecond: number): void {
    this.rates = [...this.rates.slice(1 - kept), perSecond];
  }

  get values(): readonly number[] {
    return this.rates;
  }
}
