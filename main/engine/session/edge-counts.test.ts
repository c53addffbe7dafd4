import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../shared/graph/index.ts';
import { EdgeCounts } from './edge-counts.ts';
import { EventCounts } from './event-counts.ts';
import { NodeIds } from './node-ids.ts';

const consumer = {
  kind: 'consumer',
  handler: 'handlers/h.ts',
  group: 'g',
  instances: 1,
  fromBeginning: true,
  concurrency: 1,
  timeoutMs: 1000,
  retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
  whenExhausted: 'dead-letter',
} as const;

const graph: Graph = {
  format: 1,
  name: 'test',
  settings: {},
  services: [],
  nodes: [
    { id: 'p', kind: 'producer', name: 'shop', handler: 'handlers/p.ts', trigger: { type: 'manual' } },
    { id: 't', kind: 'topic', name: 'orders', partitions: 1, format: 'json' },
    { id: 'c', name: 'pricing', ...consumer },
    { id: 'd', kind: 'topic', name: 'orders.dlq', partitions: 1, format: 'json' },
    { id: 'o', name: 'audit', ...consumer },
  ],
  edges: [
    { id: 'p-t', kind: 'publishes', source: 'p', target: 't' },
    { id: 't-c', kind: 'subscribes', source: 't', target: 'c' },
    { id: 'c-d', kind: 'publishes', source: 'c', target: 'd', deadLetter: true },
    { id: 't-o', kind: 'subscribes', source: 't', target: 'o' },
  ],
};

function countsOf(first: Graph) {
  const ids = new NodeIds();
  ids.learn(first);
  const counts = new EventCounts(0);
  const edges = new EdgeCounts(first, counts);
  return {
    edges,
    add: (increments: Parameters<EventCounts['add']>[0]) => counts.add(increments, (name) => ids.of(name)),
    sample: (nowMs: number) => counts.sample(nowMs),
    change: (after: Graph) => {
      ids.learn(after);
      edges.changeGraph(after);
    },
  };
}

function edgeOf({ edges }: { edges: EdgeCounts }, edgeId: string) {
  const found = edges.statistics().find((edge) => edge.edgeId === edgeId);
  if (!found) throw new Error(`there is no edge ${edgeId}`);
  return found;
}

describe('the counts of edges', () => {
  it('add up what the runtime counted, each at its own edge', () => {
    const counts = countsOf(graph);
    counts.add([{ node: 'shop', topic: 'orders', kind: 'emitted', count: 3 }]);
    counts.add([
      { node: 'shop', topic: 'orders', kind: 'emitted', count: 2 },
      { node: 'shop', kind: 'tick-failed', count: 1 },
      { node: 'pricing', topic: 'orders', kind: 'handled', count: 3 },
      { node: 'pricing', topic: 'orders', kind: 'attempt-failed', count: 4 },
      { node: 'pricing', topic: 'orders', kind: 'dead-lettered', count: 1 },
      { node: 'audit', topic: 'orders', kind: 'handled', count: 5 },
    ]);
    expect(edgeOf(counts, 'p-t')).toMatchObject({ source: 'shop', target: 'orders', events: 5, errors: 1 });
    expect(edgeOf(counts, 't-c')).toMatchObject({ events: 4, errors: 4 });
    expect(edgeOf(counts, 'c-d')).toMatchObject({ kind: 'dead-letters', events: 1, errors: 0 });
    expect(edgeOf(counts, 't-o')).toMatchObject({ events: 5, errors: 0 });
  });

  it('have an edge for a dead-letter topic that is not drawn', () => {
    expect(edgeOf(countsOf(graph), 'o.dlq')).toMatchObject({
      kind: 'dead-letters',
      source: 'audit',
      target: 'audit.dlq',
    });
  });

  it('have lag only where it is known', () => {
    const counts = countsOf(graph);
    expect(edgeOf(counts, 't-c')).not.toHaveProperty('lag');
    counts.edges.setLags([{ consumer: 'c', topic: 't', lag: 7 }]);
    expect(edgeOf(counts, 't-c')).toMatchObject({ lag: 7 });
    expect(edgeOf(counts, 't-o')).not.toHaveProperty('lag');
  });

  it('go on at the edges that stay when the graph changes, whatever their ends are called then', () => {
    const counts = countsOf(graph);
    counts.add([{ node: 'shop', topic: 'orders', kind: 'emitted', count: 3 }]);
    const renamed = graph.nodes.map((node) => (node.id === 'p' ? { ...node, name: 'storefront' } : node));
    counts.change({ ...graph, nodes: renamed, edges: graph.edges.filter(({ id }) => id !== 't-o') });
    // What is under way is still told by the old name.
    counts.add([
      { node: 'shop', topic: 'orders', kind: 'emitted', count: 1 },
      { node: 'storefront', topic: 'orders', kind: 'emitted', count: 2 },
    ]);
    expect(edgeOf(counts, 'p-t')).toMatchObject({ source: 'storefront', events: 6 });
    expect(counts.edges.statistics().map(({ edgeId }) => edgeId)).not.toContain('t-o');
  });

  it('give a rate over the last three seconds', () => {
    const counts = countsOf(graph);
    for (let second = 1; second <= 10; second += 1) {
      counts.add([{ node: 'shop', topic: 'orders', kind: 'emitted', count: second <= 7 ? 10 : 4 }]);
      counts.sample(second * 1000);
    }
    expect(edgeOf(counts, 'p-t').perSecond).toBe(4);
    counts.sample(13_000);
    expect(edgeOf(counts, 'p-t').perSecond).toBe(0);
  });
});
