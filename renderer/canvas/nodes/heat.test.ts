import { expect, it } from 'vitest';
import type { NodeStatus } from '../../../shared/contract/index.ts';
import { nodeHeat } from './heat.ts';

const consumer = (fields: { lag?: number; latencyMs?: number; errors?: number; perSecond?: number }): NodeStatus => ({
  kind: 'consumer',
  state: 'running',
  events: 0,
  perSecond: 0,
  errors: 0,
  history: [],
  deployment: 'current',
  instances: [],
  stoppedPartitions: [],
  ...fields,
});

it.each([
  ['lag', { lag: 0 }, 0],
  ['lag', { lag: 1 }, 1],
  ['lag', { lag: 99 }, 1],
  ['lag', { lag: 100 }, 2],
  ['lag', { lag: 1000 }, 3],
  ['lag', { lag: 10_000 }, 4],
  ['lag', { latencyMs: 500 }, 0],
  ['rate', { perSecond: 0.04 }, 0],
  ['rate', { perSecond: 12 }, 2],
  ['errors', { errors: 1 }, 1],
  ['latency', { latencyMs: 250 }, 3],
] as const)('by %s, %j has heat %d', (measure, fields, heat) => {
  expect(nodeHeat(measure, consumer(fields))).toBe(heat);
});

it('of a node that nothing is known of is none', () => {
  expect(nodeHeat('rate', undefined)).toBe(0);
});
