import { describe, expect, it } from 'vitest';
import type { ConsumerStatus, NodeStatus, TopicStatus } from '../../shared/contract/index.ts';
import type { ProjectDocument } from '../../shared/graph/index.ts';
import { after, boxesOf, sampleDocument } from '../canvas/model/sample-document.ts';
import { mendingsOf } from './mendings.ts';
import { keyOfProblem, sortedProblems, type Problem } from './problem.ts';
import { runProblems } from './run-problems.ts';

const consumer: ConsumerStatus = {
  kind: 'consumer',
  state: 'warning',
  trouble: 'falling-behind',
  reason: 'Lag grows by 2/s.',
  events: 1000,
  perSecond: 119,
  errors: 0,
  history: [],
  deployment: 'current',
  lag: 1217,
  instances: [],
  stoppedPartitions: [],
};
const topic: TopicStatus = {
  kind: 'topic',
  state: 'running',
  events: 0,
  perSecond: 3,
  errors: 0,
  history: [],
  records: 3,
  partitions: [],
};

function problem(code: string, place: Problem['place'], severity: Problem['severity'] = 'warning'): Problem {
  return { code, severity, message: code, remedy: 'Mend it.', place };
}

describe('what is wrong with a run', () => {
  it.each<[string, NodeStatus, Partial<Problem>]>([
    ['a lag', consumer, { severity: 'warning', message: 'Falling behind, lag 1,217', remedy: 'Lag grows by 2/s.' }],
    ['an error', { ...consumer, state: 'error', errors: 1, reason: 'No.' }, { severity: 'error', message: '1 error' }],
    ['a standstill', { ...consumer, state: 'stalled' }, { severity: 'warning', message: 'Stalled, lag 1,217' }],
    ['idle instances', { ...consumer, trouble: 'instances-idle' }, { message: 'Instances idle' }],
  ])('is a row: %s', (_what, status, expected) => {
    expect(runProblems({ billing: status, orders: topic })).toEqual([
      expect.objectContaining({ ofRun: true, place: { element: 'billing' }, ...expected }),
    ]);
  });

  it('is the same row while its numbers change', () => {
    const [before] = runProblems({ billing: consumer });
    const [after] = runProblems({ billing: { ...consumer, lag: 2000 } });
    expect(before && keyOfProblem(before)).toBe(after && keyOfProblem(after));
  });
});

it('lists each problem once, the worst first', () => {
  const worst = problem('b', { element: 'x' }, 'error');
  const least = problem('a', { element: 'x' }, 'info');
  expect(sortedProblems([least, worst, { ...least }])).toEqual([worst, least]);
});

describe('what mends a problem', () => {
  function mended(found: Problem, document = sampleDocument()): ProjectDocument {
    const [mending] = mendingsOf(found, document, boxesOf(document));
    if (!mending) throw new Error(`nothing mends ${found.code}`);
    return after(document, mending.commands);
  }

  it('gives a topic that nobody reads a consumer at its right', () => {
    const { graph, layout } = mended(problem('topic-without-consumer', { element: 'payments' }));
    const added = graph.nodes.at(-1);
    expect(added?.kind).toBe('consumer');
    expect(graph.edges.at(-1)).toMatchObject({ kind: 'subscribes', source: 'payments', target: added?.id });
    expect(layout.nodes[added?.id ?? '']?.x).toBeGreaterThanOrEqual(640 + 120 + 80);
  });

  it('gives a topic that nobody fills a producer at its left, which emits to it', () => {
    const { graph, handlers } = mended(problem('topic-without-publisher', { element: 'payments' }));
    const added = graph.nodes.at(-1);
    expect(graph.edges.at(-1)).toMatchObject({ kind: 'publishes', source: added?.id, target: 'payments' });
    expect([...handlers.values()].at(-1)).toContain("emit('payments'");
  });

  it('takes a wire away that may not be', () => {
    const { graph } = mended(problem('edge-twice', { element: 'storefront-orders' }));
    expect(graph.edges.map(({ id }) => id)).not.toContain('storefront-orders');
  });

  it('runs as many instances as there are partitions', () => {
    const document = sampleDocument();
    const nodes = document.graph.nodes.map((node) => (node.kind === 'consumer' ? { ...node, instances: 8 } : node));
    const { graph } = mended(problem('instances-exceed-partitions', { element: 'billing' }), {
      ...document,
      graph: { ...document.graph, nodes },
    });
    expect(graph.nodes.find(({ id }) => id === 'billing')).toMatchObject({ instances: 3 });
  });

  it('writes a handler that is missing', () => {
    const { handlers } = mended(problem('handler-missing', { element: 'billing' }));
    expect(handlers.get('handlers/billing.ts')).toContain("defineConsumer<'billing'>");
  });

  it('is nothing where only the person knows', () => {
    const document = sampleDocument();
    expect(mendingsOf(problem('duplicate-name', { element: 'billing' }), document, boxesOf(document))).toEqual([]);
  });
});
