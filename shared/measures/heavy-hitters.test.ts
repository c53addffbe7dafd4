import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { HeavyHitters } from './heavy-hitters.ts';

describe('heavy hitters', () => {
  it('never miss a key that has more than its part of the records, and never tell too few', () => {
    const keys = fc.array(
      fc.integer({ min: 0, max: 60 }).map((key) => `k${Math.floor((key * key) / 60)}`),
      { maxLength: 500 },
    );
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 20 }), (records, capacity) => {
        const hitters = new HeavyHitters(capacity);
        for (const key of records) hitters.add(key);
        const exact = new Map<string, number>();
        for (const key of records) exact.set(key, (exact.get(key) ?? 0) + 1);
        const told = new Map(hitters.top(capacity).map((each) => [each.key, each]));
        for (const [key, count] of exact) if (count > records.length / capacity) expect(told.has(key)).toBe(true);
        for (const [key, { count, overcount }] of told) {
          expect(count).toBeGreaterThanOrEqual(exact.get(key) ?? 0);
          expect(count - overcount).toBeLessThanOrEqual(exact.get(key) ?? 0);
        }
        expect(hitters.total).toBe(records.length);
        expect(hitters.size).toBeLessThanOrEqual(capacity);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('add up', () => {
    const one = new HeavyHitters(4);
    const other = new HeavyHitters(4);
    for (let record = 0; record < 60; record += 1) one.add('hot');
    for (let record = 0; record < 40; record += 1) other.add(`cold-${record}`);
    other.addUnnamed(100);
    one.merge(other);
    expect(one.total).toBe(200);
    expect(one.top(1)).toEqual([{ key: 'hot', count: 60, overcount: 0 }]);
  });
});
