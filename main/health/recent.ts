import { type DurationCounts, Durations, HeavyHitters } from '../../shared/measures/index.ts';

const slotMs = 1000;
/** Slots that are kept: what is shown is of the last so many seconds. */
export const recentSeconds = 10;

/** Values by second, of the last seconds. */
class Slots<Slot> {
  private slots: { readonly second: number; readonly slot: Slot }[] = [];
  private readonly make: () => Slot;

  constructor(make: () => Slot) {
    this.make = make;
  }

  at(nowMs: number): Slot {
    const second = Math.floor(nowMs / slotMs);
    this.forget(second);
    const last = this.slots.at(-1);
    if (last && last.second >= second) return last.slot;
    const slot = this.make();
    this.slots.push({ second, slot });
    return slot;
  }

  all(nowMs: number): Slot[] {
    this.forget(Math.floor(nowMs / slotMs));
    return this.slots.map(({ slot }) => slot);
  }

  private forget(second: number): void {
    while (this.slots[0] && this.slots[0].second <= second - recentSeconds) this.slots.shift();
  }
}

interface KeyCount {
  readonly key: string;
  readonly partition: number;
  readonly count: number;
  readonly overcount: number;
}

/** Which keys the records of the last seconds have. */
export class RecentKeys {
  private static readonly capacity = 64;
  private readonly slots = new Slots(() => ({ hitters: new HeavyHitters(RecentKeys.capacity), records: 0 }));

  add(nowMs: number, { records, keyed, keys }: { records: number; keyed: number; keys: readonly KeyCount[] }): void {
    const slot = this.slots.at(nowMs);
    slot.records += records;
    let named = 0;
    for (const { key, partition, count, overcount } of keys) {
      slot.hitters.add(`${partition}/${key}`, count, overcount);
      named += count;
    }
    slot.hitters.addUnnamed(Math.max(0, keyed - named));
  }

  /** The most frequent of the last seconds: counts that are certain, out of how many records; `seen`: different keys, at most 64. */
  read(
    nowMs: number,
    most: number,
  ): {
    readonly records: number;
    readonly seen: number;
    readonly top: { key: string; partition: number; count: number }[];
  } {
    const all = new HeavyHitters(RecentKeys.capacity);
    let records = 0;
    for (const slot of this.slots.all(nowMs)) {
      all.merge(slot.hitters);
      records += slot.records;
    }
    const certain = all.top(RecentKeys.capacity).map(({ key: place, count, overcount }) => {
      const slash = place.indexOf('/');
      return { partition: Number(place.slice(0, slash)), key: place.slice(slash + 1), count: count - overcount };
    });
    const top = certain.filter(({ count }) => count > 0).toSorted((one, other) => other.count - one.count);
    return { records, seen: all.size, top: top.slice(0, most) };
  }
}

/** How long calls of the last seconds took. */
export class RecentDurations {
  private readonly slots = new Slots(() => new Durations());

  merge(nowMs: number, counts: DurationCounts): void {
    this.slots.at(nowMs).merge(counts);
  }

  add(nowMs: number, durationMs: number): void {
    this.slots.at(nowMs).add(durationMs);
  }

  read(nowMs: number): Durations {
    const all = new Durations();
    for (const slot of this.slots.all(nowMs)) all.merge(slot.counts());
    return all;
  }
}

/** Sums by name of the last seconds. */
export class RecentSums {
  private readonly slots = new Slots(() => new Map<string, number>());

  add(nowMs: number, name: string, value: number): void {
    const slot = this.slots.at(nowMs);
    slot.set(name, (slot.get(name) ?? 0) + value);
  }

  total(nowMs: number, name: string): number {
    return this.slots.all(nowMs).reduce((sum, slot) => sum + (slot.get(name) ?? 0), 0);
  }
}
