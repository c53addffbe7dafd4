import { describe, expect, it } from 'vitest';
import type { EdgeStatus, NodeStatus } from '../../shared/contract/index.ts';
import { consumer, graphOf, producer, service, topic } from '../../tests/support/graph-builder.ts';
import { parseTableFilter } from './table-filter.ts';
import { groupsOf, rowsOf, type Statuses, sumsOf, totalsOf, type TableOrder } from './table-rows.ts';

const graph = graphOf(
  [
    producer('web', { service: 'shop' }),
    topic('orders', { partitions: 6 }),
    consumer('billing', { service: 'money', instances: 3 }),
    consumer('audit'),
    { id: 'note', kind: 'note', name: 'note', text: '' },
  ],
  ['web > orders > billing', 'orders > audit'],
  { services: [service('shop'), service('money')] },
);

const common = { state: 'running' as const, events: 0, perSecond: 0, errors: 0, history: [] };
const reader = (fields: Partial<Extract<NodeStatus, { kind: 'consumer' }>>): NodeStatus => ({
  kind: 'consumer',
  ...common,
  deployment: 'current',
  instances: [],
  stoppedPartitions: [],
  ...fields,
});
const edge = (perSecond: number, lag?: number): EdgeStatus => ({
  events: 0,
  perSecond,
  fallingBehind: false,
  errors: 0,
  ...(lag !== undefined && { lag }),
});
const statuses: Statuses = {
  nodes: {
    web: { kind: 'producer', ...common, deployment: 'current', ended: false },
    orders: { kind: 'topic', ...common, records: 0, partitions: [] },
    billing: reader({ lag: 217, latencyMs: 21, state: 'warning', trouble: 'falling-behind' }),
    audit: reader({ lag: 3, latencyMs: 2, errors: 4 }),
  },
  edges: { e0: edge(128), e1: edge(120, 217), e2: edge(128, 3) },
};
const rows = rowsOf(graph, statuses);
const byLag: TableOrder = { by: 'lag', descending: true };
const everything = parseTableFilter('');
const shape = (order: TableOrder, filter = everything, grouping: Parameters<typeof groupsOf>[1] = 'service') =>
  groupsOf(rows, grouping, order, filter).map(({ title, rows: members }) => [title, members.map(({ name }) => name)]);

describe('the table of a graph', () => {
  it('has a row a node, with what goes in and out by its edges', () => {
    expect(rows.map(({ name, state, parts, values }) => ({ name, state, parts, ...values }))).toEqual([
      {
        name: 'web',
        state: 'Running',
        parts: undefined,
        in: undefined,
        out: 128,
        lag: undefined,
        latency: undefined,
        errors: 0,
      },
      { name: 'orders', state: 'Running', parts: 6, in: 128, out: 248, lag: 220, latency: undefined, errors: 0 },
      { name: 'billing', state: 'Falling behind', parts: 3, in: 120, out: 0, lag: 217, latency: 21, errors: 0 },
      { name: 'audit', state: 'Running', parts: 1, in: 128, out: 0, lag: 3, latency: 2, errors: 4 },
    ]);
  });

  it('says nothing of what is not known while nothing runs', () => {
    const [web] = rowsOf(graph, { nodes: {}, edges: {} });
    expect(web).toMatchObject({ state: undefined, values: { out: undefined, errors: undefined } });
  });

  it('is ordered by groups and in them, what isn’t known last either way', () => {
    expect(shape(byLag)).toEqual([
      ['Topics', ['orders']],
      ['money', ['billing']],
      ['No service', ['audit']],
      ['shop', ['web']],
    ]);
    expect(shape({ by: 'lag', descending: false }).map(([title]) => title)).toEqual([
      'No service',
      'money',
      'Topics',
      'shop',
    ]);
    expect(shape({ by: 'state', descending: true }, everything, 'nothing')).toEqual([
      ['', ['billing', 'web', 'orders', 'audit']],
    ]);
    expect(shape({ by: 'name', descending: false }, everything, 'kind')).toEqual([
      ['Producers', ['web']],
      ['Topics', ['orders']],
      ['Consumers', ['audit', 'billing']],
    ]);
  });

  it('counts what flows once in its totals, and what waits at who it waits for', () => {
    expect(totalsOf(rows)).toEqual({ in: 128, out: 248, lag: 220, latency: 21, errors: 4 });
  });

  it('sums what adds up, and keeps the longest of times', () => {
    expect(sumsOf(rows)).toEqual({ in: 376, out: 376, lag: 440, latency: 21, errors: 4 });
    expect(sumsOf([])).toEqual({
      in: undefined,
      out: undefined,
      lag: undefined,
      latency: undefined,
      errors: undefined,
    });
    expect(groupsOf(rows, 'nothing', byLag, everything)[0]?.worst?.name).toBe('billing');
  });
});

describe('a filter', () => {
  it.each([
    ['bill', ['billing']],
    ['CONSUMER', ['billing', 'audit']],
    ['money', ['billing']],
    ['falling', ['billing']],
    ['lag > 100', ['orders', 'billing']],
    ['lag>=217 consumer', ['billing']],
    ['errors>0', ['audit']],
    ['in < 0.2k', ['orders', 'billing', 'audit']],
    ['p95 <= 2', ['audit']],
    ['lag = 3', ['audit']],
    ['nothing', []],
  ])('%j keeps %j', (text, names) => {
    expect(
      groupsOf(rows, 'nothing', byLag, parseTableFilter(text)).flatMap((group) => group.rows.map(({ name }) => name)),
    ).toEqual(names);
  });
});
