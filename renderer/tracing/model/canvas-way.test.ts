import { expect, test } from 'vitest';
import type { Graph } from '../../../shared/graph/index.ts';
import { sampleDocument } from '../../canvas/model/sample-document.ts';
import { canvasWay } from './canvas-way.ts';
import { stepsOf } from './life-steps.ts';
import { failedOrder } from './sample-life.ts';

function shop(): Graph {
  const { graph } = sampleDocument();
  const kept = new Map(graph.nodes.map((node) => [node.id, node]));
  const renamed = (id: string, as: string): Graph['nodes'] => {
    const node = kept.get(id);
    return node ? [{ ...node, id: as }] : [];
  };
  return {
    ...graph,
    nodes: [
      ...renamed('storefront', 'producer-shop'),
      ...renamed('orders', 'topic-orders'),
      ...renamed('billing', 'consumer-billing'),
      ...renamed('billing', 'consumer-stock'),
      ...renamed('payments', 'topic-letters'),
    ],
    edges: [
      { id: 'emits', kind: 'publishes', source: 'producer-shop', target: 'topic-orders' },
      { id: 'bills', kind: 'subscribes', source: 'topic-orders', target: 'consumer-billing' },
      { id: 'answers', kind: 'publishes', source: 'consumer-billing', target: 'topic-letters' },
      { id: 'letters', kind: 'publishes', source: 'consumer-billing', target: 'topic-letters', deadLetter: true },
      { id: 'reserves', kind: 'subscribes', source: 'topic-orders', target: 'consumer-stock' },
    ],
  };
}

test('the way is the nodes and wires that the event went through, in order, with how long it waited and was worked on', () => {
  const { nodes, edges, undrawn } = canvasWay(stepsOf(failedOrder()), shop());
  expect([...nodes].map(([id, { numbers, failed }]) => [id, numbers, failed])).toEqual([
    ['producer-shop', [1], false],
    ['topic-orders', [2], false],
    ['consumer-billing', [3], true],
    ['topic-letters', [4], false],
    ['consumer-stock', [5], false],
  ]);
  expect(nodes.get('consumer-billing')?.times).toEqual({ waitingMs: 2457, workingMs: 36, tries: 3 });
  expect([...edges]).toEqual([
    ['emits', { order: 2, failed: false, words: undefined }],
    ['bills', { order: 3, failed: true, words: undefined }],
    // A dead letter goes its own wire, not the one of what the consumer emits.
    ['letters', { order: 4, failed: true, words: 'dead letter' }],
    ['reserves', { order: 5, failed: false, words: undefined }],
  ]);
  expect(undrawn.map(({ name }) => name)).toEqual(['reserved']);
});

test('what was emitted without a sure cause says so on its wire', () => {
  const graph = shop();
  const [order] = graph.nodes.filter(({ id }) => id === 'topic-orders');
  const reserved = order ? [{ ...order, id: 'topic-stock' }] : [];
  const edge = { id: 'guess', kind: 'publishes', source: 'consumer-stock', target: 'topic-stock' } as const;
  const { edges } = canvasWay(stepsOf(failedOrder()), {
    ...graph,
    nodes: [...graph.nodes, ...reserved],
    edges: [...graph.edges, edge],
  });
  expect(edges.get('guess')?.words).toBe('inferred');
});
