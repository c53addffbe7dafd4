import { describe, expect, it } from 'vitest';
import { RecentDurations, RecentKeys, RecentSums } from './recent.ts';

const key = (name: string, count: number, overcount = 0) => ({ key: name, partition: 3, count, overcount });

describe('figures of the last seconds', () => {
  it('tell which keys most of the records have', () => {
    const keys = new RecentKeys();
    keys.add(1000, { records: 10, keyed: 9, keys: [key('a', 6), key('b', 2)] });
    keys.add(2000, { records: 10, keyed: 10, keys: [key('a', 5, 1), key('c', 5)] });
    expect(keys.read(2500, 2)).toEqual({
      records: 20,
      seen: 3,
      top: [
        { key: 'a', partition: 3, count: 10 },
        { key: 'c', partition: 3, count: 5 },
      ],
    });
    expect(keys.read(11_500, 5)).toMatchObject({ records: 10, top: [{ key: 'c' }, { key: 'a', count: 4 }] });
    expect(keys.read(60_000, 5)).toEqual({ records: 0, seen: 0, top: [] });
  });

  it('tell how long calls took, and forget', () => {
    const durations = new RecentDurations();
    for (let second = 0; second < 30; second += 1) durations.add(second * 1000, second);
    expect(durations.read(29_000).count).toBe(10);
    expect(durations.read(29_000).percentile(0)).toBeCloseTo(20, 0);
  });

  it('add up by name', () => {
    const sums = new RecentSums();
    sums.add(0, 'busy', 3);
    sums.add(5000, 'busy', 4);
    expect([sums.total(5000, 'busy'), sums.total(12_000, 'busy'), sums.total(12_000, 'idle')]).toEqual([7, 4, 0]);
  });
});
