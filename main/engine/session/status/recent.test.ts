import { describe, expect, it } from 'vitest';
import { RecentNumbers, RecentTrouble } from './recent.ts';

describe('recent numbers', () => {
  it('have the percentile of those of the window', () => {
    const numbers = new RecentNumbers(10_000, 1000);
    for (let value = 1; value <= 100; value += 1) numbers.add(value * 10, value);
    expect(numbers.percentile(0.95, 1000)).toBe(95);
    expect(numbers.percentile(0, 1000)).toBe(1);
    expect(numbers.percentile(1, 10_500)).toBe(100);
    expect(numbers.percentile(0.5, 10_500)).toBe(75);
    expect(numbers.percentile(0.5, 20_000)).toBeUndefined();
  });

  it('are bounded, and the newest stay', () => {
    const numbers = new RecentNumbers(10_000, 10);
    for (let value = 1; value <= 1000; value += 1) numbers.add(0, value);
    expect(numbers.percentile(0, 1)).toBe(991);
  });
});

describe('recent trouble', () => {
  it('counts what was lately, and has the last words', () => {
    const trouble = new RecentTrouble(10_000);
    expect(trouble.within(0)).toBeUndefined();
    trouble.add(1000, 'first');
    trouble.add(5000, 'second');
    expect(trouble.within(6000)).toEqual({ count: 2, message: 'second' });
    expect(trouble.within(12_000)).toEqual({ count: 1, message: 'second' });
    expect(trouble.within(15_000)).toBeUndefined();
  });
});
