import { describe, expect, it } from 'vitest';
import { EndTimes } from './end-times.ts';

describe('when a partition’s end passed an offset', () => {
  it('is told between two looks, as if records came evenly', () => {
    const times = new EndTimes();
    times.add(1000, 10n);
    times.add(2000, 20n);
    times.add(3000, 60n);
    expect(times.ageOf(10n, 5000)).toEqual({ known: 'estimated', ms: 4000 });
    expect(times.ageOf(15n, 5000)).toEqual({ known: 'estimated', ms: 3500 });
    expect(times.ageOf(40n, 5000)).toEqual({ known: 'estimated', ms: 2500 });
  });

  it('is at least the time of the first look for what was there before', () => {
    const times = new EndTimes();
    expect(times.ageOf(3n, 5000)).toEqual({ known: 'no', because: 'not-looked-yet' });
    times.add(1000, 10n);
    expect(times.ageOf(3n, 5000)).toEqual({ known: 'at-least', ms: 4000 });
  });

  it('counts from the last look at which the partition was as quiet as before', () => {
    const times = new EndTimes();
    for (let second = 1; second <= 2000; second += 1) times.add(second * 1000, 10n);
    times.add(2_001_000, 11n);
    expect(times.ageOf(10n, 2_001_000)).toEqual({ known: 'estimated', ms: 1000 });
  });

  it('forgets a log that was made anew, and the oldest looks', () => {
    const times = new EndTimes();
    times.add(1000, 100n);
    times.add(2000, 5n);
    expect(times.ageOf(2n, 3000)).toEqual({ known: 'at-least', ms: 1000 });
    for (let second = 3; second <= 1003; second += 1) times.add(second * 1000, BigInt(second * 10));
    expect(times.ageOf(30n, 1_003_000)).toMatchObject({ known: 'at-least', ms: 599_000 });
  });
});
