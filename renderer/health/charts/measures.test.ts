import { describe, expect, it } from 'vitest';
import type { Series } from '../../../shared/contract/index.ts';
import { alignedColumns, chartMeasures, isLogarithmic, roundUp } from './measures.ts';

function seriesOf(startMs: number, intervalMs: number, perSecond: (number | null)[]): Series {
  const none = perSecond.map(() => null);
  return { startMs, intervalMs, perSecond, lag: none, p95Ms: none, errorsPerSecond: none };
}

describe('charts', () => {
  it('end at a round number', () => {
    expect([0, 0.3, 1, 7, 11, 128, 210, 251].map(roundUp)).toEqual([1, 0.5, 1, 10, 20, 200, 250, 500]);
  });

  it('put series that begin at other times and in other intervals on one grid, with gaps', () => {
    const fine = seriesOf(1_000_000, 1000, [1, null, 3, 4]);
    const late = seriesOf(1_002_000, 1000, [7, 8]);
    expect(alignedColumns([fine, late, undefined], 'perSecond')).toEqual([
      [1000, 1001, 1002, 1003],
      [1, null, 3, 4],
      [null, null, 7, 8],
      [null, null, null, null],
    ]);
    const coarse = seriesOf(1_000_000, 2000, [5, 6]);
    expect(alignedColumns([fine, coarse], 'perSecond')).toEqual([
      [1000, 1002],
      [1, 4],
      [5, 6],
    ]);
  });

  it('are logarithmic only for latency that differs by more than fifty times', () => {
    expect(isLogarithmic('p95Ms', [1, null, 51])).toBe(true);
    expect(isLogarithmic('p95Ms', [0, 2, 51])).toBe(false);
    expect(isLogarithmic('lag', [1, 10_000])).toBe(false);
  });

  it('show the thresholds of the measure that they are about', () => {
    const rule = { id: 'r', node: 'n', condition: { measure: 'lag', above: 200 } } as const;
    expect(chartMeasures.map((measure) => measure.thresholdOf(rule))).toEqual([undefined, 200, undefined, undefined]);
  });
});
