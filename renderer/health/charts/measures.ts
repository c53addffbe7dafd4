import type { AlertRule, Series } from '../../../shared/contract/index.ts';
import { countText, latencyText, rateText } from '../../ui/number-text.ts';

export type MeasureId = 'perSecond' | 'lag' | 'p95Ms' | 'errorsPerSecond';

export interface ChartMeasure {
  readonly id: MeasureId;
  readonly name: string;
  readonly unit: string;
  /** A value as the axis and the readout show it. */
  text(value: number): string;
  /** The thresholds that the person set on it, in its unit. */
  thresholdOf(rule: AlertRule): number | undefined;
}

/** One small chart each, from the top. */
export const chartMeasures: readonly ChartMeasure[] = [
  { id: 'perSecond', name: 'Rate', unit: 'events/s', text: rateText, thresholdOf: () => undefined },
  {
    id: 'lag',
    name: 'Lag',
    unit: 'records',
    text: (value) => countText(Math.round(value)),
    thresholdOf: ({ condition }) => (condition.measure === 'lag' ? condition.above : undefined),
  },
  {
    id: 'p95Ms',
    name: 'Latency',
    unit: 'p95',
    text: (value) => (value === 0 ? '0' : latencyText(value)),
    thresholdOf: ({ condition }) => (condition.measure === 'p95' ? condition.aboveMs : undefined),
  },
  { id: 'errorsPerSecond', name: 'Errors', unit: 'per second', text: rateText, thresholdOf: () => undefined },
];

/** A round number that is not below: 1, 2, 2.5 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const found = [1, 2, 2.5, 5, 10].find((times) => times * power >= value * 0.999_999);
  return (found ?? 10) * power;
}

/** Latency over more than this is drawn logarithmically. */
const widestLinear = 50;

export function isLogarithmic(measure: MeasureId, values: readonly (number | null)[]): boolean {
  if (measure !== 'p95Ms') return false;
  const positive = values.filter((value): value is number => value !== null && value > 0);
  return positive.length > 0 && Math.max(...positive) / Math.min(...positive) > widestLinear;
}

/** Columns as uPlot takes them: times in seconds, then a row a node, all on the finest common grid. */
export function alignedColumns(
  series: readonly (Series | undefined)[],
  measure: MeasureId,
): [number[], ...(number | null)[][]] {
  const present = series.flatMap((each) => each ?? []);
  const startMs = Math.min(...present.map((each) => each.startMs));
  const intervalMs = Math.max(1000, ...present.map((each) => each.intervalMs));
  const length = Math.max(0, ...present.map((each) => endOf(each, startMs, intervalMs)));
  const times = Array.from({ length }, (_, index) => (startMs + index * intervalMs) / 1000);
  const rows = series.map((each) => {
    const row: (number | null)[] = Array.from({ length }, () => null);
    each?.[measure].forEach((value, index) => {
      const at = Math.floor((each.startMs + index * each.intervalMs - startMs) / intervalMs);
      const before = row[at] ?? null;
      if (value !== null && at >= 0 && at < length) row[at] = before === null ? value : Math.max(before, value);
    });
    return row;
  });
  return [times, ...rows];
}

function endOf({ startMs, intervalMs, perSecond }: Series, fromMs: number, gridMs: number): number {
  return Math.ceil((startMs + perSecond.length * intervalMs - fromMs) / gridMs);
}
