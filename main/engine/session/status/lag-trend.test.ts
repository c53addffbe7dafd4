import { describe, expect, it } from 'vitest';
import { LagTrend } from './lag-trend.ts';

function trendOf(lags: readonly number[]): LagTrend {
  const trend = new LagTrend();
  lags.forEach((lag, second) => trend.add(second * 1000, lag));
  return trend;
}

describe('a lag', () => {
  it('grows where its lowest points rise', () => {
    expect(trendOf([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]).growsBy()).toBeCloseTo(11.1, 1);
    expect(trendOf([100, 120, 110, 140, 130, 160, 150, 180, 170, 200]).growsBy()).toBeGreaterThan(5);
  });

  it('does not grow where it only goes up and down with the commits', () => {
    expect(trendOf([0, 50, 100, 0, 50, 100, 0, 50, 100, 100]).growsBy()).toBeUndefined();
    expect(trendOf([90, 80, 70, 60, 50, 40, 30, 20, 10, 9]).growsBy()).toBeUndefined();
    expect(trendOf([7, 7, 7, 7, 7, 7, 7, 7, 7, 7]).growsBy()).toBeUndefined();
  });

  it('is not judged from a few looks, nor where it is next to nothing', () => {
    expect(trendOf([0, 100, 200, 300, 400]).growsBy()).toBeUndefined();
    expect(trendOf([0, 0, 0, 1, 1, 2, 2, 3, 3, 4]).growsBy()).toBeUndefined();
  });

  it('is nothing where the consumer is through with it within a second', () => {
    const rising = trendOf([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(rising.growsBy(10)).toBeGreaterThan(1);
    expect(rising.growsBy(50)).toBeUndefined();
  });

  it('is judged by the last twelve seconds', () => {
    const risen = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
    expect(trendOf([...risen, ...Array.from({ length: 12 }, () => 90)]).growsBy()).toBeUndefined();
  });

  it('waits from when there was one, or from the last event that was worked on', () => {
    const trend = new LagTrend();
    trend.add(0, 0);
    expect(trend.waitsSinceMs).toBeUndefined();
    trend.add(1000, 3);
    trend.add(2000, 3);
    expect(trend.waitsSinceMs).toBe(1000);
    trend.moved(2500);
    expect(trend.waitsSinceMs).toBe(2500);
    trend.add(3000, 0);
    trend.moved(3500);
    expect(trend.waitsSinceMs).toBeUndefined();
  });
});
