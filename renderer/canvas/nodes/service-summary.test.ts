import { expect, it } from 'vitest';
import type { ConsumerStatus, NodeStatus } from '../../../shared/contract/index.ts';
import { summaryOf } from './service-summary.ts';

const consumer = (changes: Partial<ConsumerStatus>): ConsumerStatus => ({
  kind: 'consumer',
  state: 'running',
  events: 0,
  perSecond: 10,
  errors: 0,
  history: [],
  deployment: 'current',
  instances: [],
  stoppedPartitions: [],
  ...changes,
});

it('a folded service sums its nodes and tells of the worst', () => {
  const stalled = consumer({ state: 'stalled', lag: 40 });
  const nodes: NodeStatus[] = [consumer({ state: 'warning', lag: 2 }), stalled, consumer({})];
  expect(summaryOf(nodes)).toEqual({ perSecond: 30, lag: 42, worst: stalled });
  expect(summaryOf([])).toBeUndefined();
});
