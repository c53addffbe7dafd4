import { describe, expect, it } from 'vitest';
import type { ConsumerStatus, NodeStatus } from '../../../shared/contract/index.ts';
import type { Node } from '../../../shared/graph/index.ts';
import { cellsOf, heatOf, hotPartitionText, nodeLabel, triggerText } from './node-words.ts';

const status: ConsumerStatus = {
  kind: 'consumer',
  state: 'warning',
  trouble: 'falling-behind',
  events: 1000,
  perSecond: 119,
  errors: 0,
  history: [],
  deployment: 'current',
  lag: 217,
  instances: [],
  stoppedPartitions: [],
};
const note: Node = { id: 'n', kind: 'note', name: 'why', text: '' };
const node = { ...note, kind: 'consumer', name: 'payment-service' } as unknown as Node;

describe('what a screen reader says of a node', () => {
  it.each<[string, NodeStatus | undefined, boolean, object?]>([
    ['consumer payment-service', undefined, false],
    ['consumer payment-service, falling behind, lag 217', status, false],
    ['consumer payment-service, running, 119 a second, lag 0, selected', { ...status, state: 'running', lag: 0 }, true],
    ['consumer payment-service, error, lag 217, 1 error', { ...status, state: 'error', errors: 1 }, false],
    ['consumer payment-service, falling behind, lag 217, not deployed', { ...status, deployment: 'edited' }, false],
    ['consumer payment-service, exactly once', undefined, false, { guarantee: 'exactly-once' }],
  ])('%s', (expected, given, selected, fields = {}) =>
    expect(nodeLabel({ ...node, ...fields }, given, selected)).toBe(expected),
  );
});

describe('what makes a producer tick', () => {
  it.each([
    ['every 500 ms', { type: 'interval', everyMs: 500 }],
    ['every 5 s', { type: 'interval', everyMs: 5000 }],
    ['50/s', { type: 'rate', perSecond: 50 }],
    ['POST /quotes', { type: 'http', port: 0, path: '/quotes' }],
  ] as const)('%s', (expected, trigger) => expect(triggerText(trigger)).toBe(expected));
});

describe('the heat of a partition', () => {
  it.each([
    [0, 0, 6],
    [1, 1 / 6, 6],
    [2, 0.25, 6],
    [4, 0.71, 6],
    [3, 0.2, 12],
    [1, 1, 1],
  ])('is %d with %d of %d partitions', (heat, share, partitions) => expect(heatOf(share, partitions)).toBe(heat));

  it('is named where one takes over twice its share and over 30 %', () => {
    const shares = [0.1, 0.1, 0.71, 0.09].map((share, partition) => ({ partition, share }));
    expect(hotPartitionText(shares)).toBe('p2 takes 71 %');
    expect(hotPartitionText(shares.map(({ partition }) => ({ partition, share: 0.25 })))).toBeUndefined();
    expect(hotPartitionText([{ partition: 0, share: 1 }])).toBeUndefined();
  });

  it('fills a strip where there are many, and loses no hot one among hundreds', () => {
    expect(cellsOf([0.5, 0.5]).isStrip).toBe(false);
    expect(cellsOf(Array.from({ length: 13 }, () => 1 / 13)).isStrip).toBe(true);
    const shares = Array.from({ length: 300 }, (_, partition) => (partition === 123 ? 0.8 : 0.2 / 299));
    const { heats } = cellsOf(shares);
    expect(heats).toHaveLength(48);
    expect(heats.filter((heat) => heat === 4)).toHaveLength(1);
  });
});
