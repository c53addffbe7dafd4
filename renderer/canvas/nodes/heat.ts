import type { NodeStatus } from '../../../shared/contract/index.ts';

/** What nodes are coloured by. */
export type HeatMeasure = 'lag' | 'rate' | 'errors' | 'latency';

export const heatMeasures: readonly { value: HeatMeasure; label: string }[] = [
  { value: 'lag', label: 'Lag' },
  { value: 'rate', label: 'Rate' },
  { value: 'errors', label: 'Errors' },
  { value: 'latency', label: 'Latency' },
];

/** From cold to hot. */
export type NodeHeat = 0 | 1 | 2 | 3 | 4;

/** The least of each step above 0: records, events a second, errors, milliseconds. Fixed, so that two screens can be compared. */
const steps: Record<HeatMeasure, readonly [number, number, number, number]> = {
  lag: [1, 100, 1000, 10_000],
  rate: [0.05, 10, 100, 1000],
  errors: [1, 10, 100, 1000],
  latency: [1, 10, 100, 1000],
};

export function nodeHeat(measure: HeatMeasure, status: NodeStatus | undefined): NodeHeat {
  const value = status ? valueOf(measure, status) : 0;
  const [first, second, third, fourth] = steps[measure];
  if (value < first) return 0;
  if (value < second) return 1;
  if (value < third) return 2;
  return value < fourth ? 3 : 4;
}

function valueOf(measure: HeatMeasure, status: NodeStatus): number {
  switch (measure) {
    case 'rate':
      return status.perSecond;
    case 'errors':
      return status.errors;
    case 'lag':
      return status.kind === 'consumer' ? (status.lag ?? 0) : 0;
    case 'latency':
      return status.kind === 'consumer' ? (status.latencyMs ?? 0) : 0;
  }
}
