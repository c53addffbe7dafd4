import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../shared/graph/index.ts';
import { EdgeCounts } from './edge-counts.ts';

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

function edgeOf(counts: EdgeCounts, edgeId: string) {
  const found = counts.statistics().find((edge) => edge.edgeId === edgeId);
  if (!found) throw new Error(`there is no edge ${edgeId}`);
  return found;
}

describe('the counts of edges', () => {
  it('add up what the runtime counted, each at its own edge', () => {
    const counts = new EdgeCounts(graph, 0);
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
    expect(edgeOf(new EdgeCounts(graph, 0), 'o.dlq')).toMatchObject({
      kind: 'dead-letters',
      source: 'audit',
      target: 'audit.dlq',
    });
  });

  it('have lag only where it is known', () => {
    const counts = new EdgeCounts(graph, 0);
    expect(edgeOf(counts, 't-c')).not.toHaveProperty('lag');
    counts.setLags([{ consumer: 'pricing', topic: 'orders', lag: 7 }]);
    expect(edgeOf(counts, 't-c')).toMatchObject({ lag: 7 });
    expect(edgeOf(counts, 't-o')).not.toHaveProperty('lag');
  });

  it('give a rate over the last three seconds', () => {
    const counts = new EdgeCounts(graph, 0);
    for (let second = 1; second <= 10; second += 1) {
      counts.add([{ node: 'shop', topic: 'orders', kind: 'emitted', count: second <= 7 ? 10 : 4 }]);
      counts.sample(second * 1000);
    }
    expect(edgeOf(counts, 'p-t').perSecond).toBe(4);
    counts.sample(13_000);
    expect(edgeOf(counts, 'p-t').perSecond).toBe(0);
  });
});
