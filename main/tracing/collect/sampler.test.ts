import { describe, expect, it } from 'vitest';
import { idOf } from '../../../tests/support/told-hops.ts';
import { Sampler } from './sampler.ts';

/** Seconds in which storing took so much of a core. */
function after(busy: readonly number[]): Sampler {
  const sampler = new Sampler(0, 0.2);
  busy.forEach((share, second) => sampler.spent(share * 1000, 100, (second + 1) * 1000));
  return sampler;
}

describe('which traces are kept', () => {
  it('are all of them while storing is cheap', () => {
    expect(after([0.1, 0.2, 0.15])).toMatchObject({ share: 1, hopsPerSecond: 100 });
  });

  it('are half as many for each second that takes too much, and more again once it is quiet for a while', () => {
    expect(after([0.5, 0.5]).share).toBe(0.25);
    expect(after([0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]).share).toBe(0.25);
    expect(after([0.5, 0.5, 0.01, 0.01, 0.01, 0.01, 0.01]).share).toBe(0.5);
    expect(after(Array.from({ length: 40 }, () => 1)).share).toBe(1 / 1024);
  });

  it('are those of the larger share too, by their ids alone', () => {
    const ids = Array.from({ length: 4000 }, (_, index) => idOf(String(index)));
    const half = after([0.5]);
    const quarter = after([0.5, 0.5]);
    const kept = ids.filter((id) => half.keeps(id));
    expect(kept.length).toBeGreaterThan(1800);
    expect(kept.length).toBeLessThan(2200);
    expect(ids.filter((id) => quarter.keeps(id)).every((id) => half.keeps(id))).toBe(true);
    expect(ids.filter((id) => half.keeps(id))).toEqual(kept);
  });
});
