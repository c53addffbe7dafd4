import { describe, expect, it } from 'vitest';
import { createRandom, createRandomWords } from './seeded-random.ts';

describe('createRandomWords', () => {
  it('gives the words of the reference implementation', () => {
    const next = createRandomWords([1, 2, 3, 4]);
    const words = Array.from({ length: 10 }, () => next());
    expect(words).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });
});

describe('createRandom', () => {
  it('stays in [0, 1) and fills it evenly', () => {
    const next = createRandom([1, 2, 3, 4]);
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const number = next();
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(1);
      const bucket = Math.floor(number * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(count).toBeGreaterThan(850);
  });
});
