import { describe, expect, it } from 'vitest';
import { NodeSeries } from './series.ts';

const quiet = { perSecond: 0, lag: undefined, p95Ms: undefined, errorsPerSecond: 0 };

describe('the series of a node', () => {
  it('has the highest of each second, and gaps where nothing is known', () => {
    const series = new NodeSeries(10_000);
    series.add(10_100, { ...quiet, perSecond: 4, lag: 7 });
    series.add(10_900, { ...quiet, perSecond: 2, lag: 9 });
    series.add(17_000, { ...quiet, p95Ms: 3 });
    expect(series.read(0)).toEqual({
      startMs: 10_000,
      intervalMs: 1000,
      perSecond: [4, null, null, null, null, null, null, 0],
      lag: [9, null, null, null, null, null, null, null],
      p95Ms: [null, null, null, null, null, null, null, 3],
      errorsPerSecond: [0, null, null, null, null, null, null, 0],
    });
    expect(series.read(17_000)).toMatchObject({ startMs: 17_000, perSecond: [0] });
  });

  it('has no gap where a look was late', () => {
    const series = new NodeSeries(0);
    series.add(990, { ...quiet, perSecond: 4 });
    series.add(3010, { ...quiet, perSecond: 6 });
    expect(series.read(0).perSecond).toEqual([4, 6, 6, 6]);
  });

  it('keeps ten minutes by the second, and all of it in doubling intervals', () => {
    const series = new NodeSeries(0);
    for (let second = 0; second < 5000; second += 1) {
      series.add(second * 1000, { ...quiet, perSecond: second === 3 ? 1000 : second % 7 });
    }
    const recent = series.read(4_940_000);
    expect(recent).toMatchObject({ startMs: 4_940_000, intervalMs: 1000 });
    expect(recent.perSecond).toHaveLength(60);
    const whole = series.read(0);
    expect(whole).toMatchObject({ startMs: 0, intervalMs: 16_000 });
    expect(whole.perSecond.length).toBeLessThanOrEqual(600);
    expect(whole.perSecond[0]).toBe(1000);
    expect(whole.perSecond[1]).toBe(6);
  });

  it('leaves a gap where the machine slept', () => {
    const series = new NodeSeries(0);
    series.add(0, quiet);
    series.add(100_000_000, { ...quiet, perSecond: 5 });
    const whole = series.read(0);
    expect(whole.perSecond.length).toBeLessThanOrEqual(600);
    expect(whole.perSecond.at(-1)).toBe(5);
    expect(whole.perSecond.at(1)).toBeNull();
  });
});
