import { describe, expect, it } from 'vitest';
import { RecentTrouble } from './recent.ts';

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
