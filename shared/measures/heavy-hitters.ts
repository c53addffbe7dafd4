/** A key and how many records have it; at most `overcount` of them are somebody else's. */
export interface HeavyHitter {
  readonly key: string;
  readonly count: number;
  readonly overcount: number;
}

/**
 * The keys that most records have, in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi 2005). A key that has more than
 * 1/capacity of all records is always among them. Pure.
 */
export class HeavyHitters {
  private readonly capacity: number;
  private readonly counters = new Map<string, { count: number; overcount: number }>();
  private added = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** All that were added, those without a place included. */
  get total(): number {
    return this.added;
  }

  /** How many keys have a place: all that there were, while there are fewer than the capacity. */
  get size(): number {
    return this.counters.size;
  }

  add(key: string, count = 1, overcount = 0): void {
    this.added += count;
    const known = this.counters.get(key);
    if (known) {
      known.count += count;
      known.overcount += overcount;
    } else if (this.counters.size < this.capacity) this.counters.set(key, { count, overcount });
    else this.replaceLeast(key, count, overcount);
  }

  /** Records whose keys nobody names; they count for shares only. */
  addUnnamed(count: number): void {
    this.added += count;
  }

  merge(other: HeavyHitters): void {
    let named = 0;
    for (const { key, count, overcount } of other.top(other.capacity)) {
      this.add(key, count, overcount);
      named += count;
    }
    this.addUnnamed(Math.max(0, other.total - named));
  }

  /** The most frequent first. */
  top(most: number): HeavyHitter[] {
    return [...this.counters]
      .map(([key, counter]) => ({ key, ...counter }))
      .toSorted((one, other) => other.count - one.count)
      .slice(0, most);
  }

  private replaceLeast(key: string, count: number, overcount: number): void {
    let leastKey = '';
    let least = Number.POSITIVE_INFINITY;
    for (const [candidate, counter] of this.counters) {
      if (counter.count >= least) continue;
      leastKey = candidate;
      least = counter.count;
    }
    this.counters.delete(leastKey);
    this.counters.set(key, { count: least + count, overcount: least + overcount });
  }
}
