import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, service, topic } from '../../../tests/support/graph-builder.ts';
import type { Edge, Graph, Node } from '../schema.ts';
import type { GraphCode } from './finding.ts';
import { validateGraph } from './validate-graph.ts';

const http = { type: 'http' as const, port: 8080, path: '/orders' };
const shop: Node[] = [producer('web'), topic('orders'), consumer('billing'), topic('bills'), consumer('mail')];
const shopWires = ['web > orders > billing > bills > mail'];

function codes(graph: Graph): string[] {
  return validateGraph(graph).map(({ code, severity, place }) => `${severity} ${code} ${place.element}`);
}

function withEdge(edge: Partial<Edge>): Graph {
  const graph = graphOf(shop, shopWires);
  return {
    ...graph,
    edges: [...graph.edges, { id: 'x', kind: 'publishes', source: 'web', target: 'orders', ...edge }],
  };
}

/** Each mistake in a graph that is otherwise right, and what is said of it: severity, code, element. */
const mistakes: [GraphCode, Graph, ...string[]][] = [
  [
    'duplicate-id',
    graphOf([producer('web', { service: 'web' }), ...shop.slice(1)], shopWires, { services: [service('web')] }),
    'error duplicate-id web',
  ],
  [
    'duplicate-name',
    graphOf([...shop, { ...topic('billing'), id: 'x' }], [...shopWires, 'web > x > mail']),
    'error duplicate-name x',
  ],
  [
    'duplicate-service-name',
    graphOf(
      [producer('web', { service: 'a' }), ...shop.slice(1, 2), consumer('billing', { service: 'b' })],
      ['web > orders > billing'],
      {
        services: [service('a', { name: 'Core' }), service('b', { name: 'core' })],
      },
    ),
    'error duplicate-service-name b',
  ],
  [
    'name-forbidden',
    graphOf([producer('web'), topic('t', { name: 'my orders' }), consumer('billing')], ['web > t > billing']),
    'error name-forbidden t',
  ],
  [
    'name-forbidden',
    graphOf([producer('web'), topic('t', { name: '..' }), consumer('billing')], ['web > t > billing']),
    'error name-forbidden t',
  ],
  [
    'name-forbidden',
    graphOf([producer('web', { name: 'naïve' }), topic('t'), consumer('billing')], ['web > t > billing']),
    'error name-forbidden web',
  ],
  [
    'topic-name-reserved',
    graphOf([producer('web'), topic('t', { name: '__consumer_offsets' }), consumer('billing')], ['web > t > billing']),
    'error topic-name-reserved t',
  ],
  [
    'topic-names-collide',
    graphOf(
      [producer('web'), topic('a', { name: 'a.b' }), topic('b', { name: 'a_b' }), consumer('billing')],
      ['web > a > billing', 'web > b > billing'],
    ),
    'error topic-names-collide b',
  ],
  [
    'topic-names-collide',
    graphOf(
      [producer('web'), topic('t', { name: 'billing_dlq' }), consumer('billing', { whenExhausted: 'dead-letter' })],
      ['web > t > billing'],
    ),
    'error topic-names-collide billing',
  ],
  [
    'names-differ-by-case',
    graphOf(
      [producer('web'), topic('a', { name: 'Orders' }), topic('b', { name: 'orders' }), consumer('billing')],
      ['web > a > billing', 'web > b > billing'],
    ),
    'warning names-differ-by-case b',
  ],
  [
    'dead-letter-name-too-long',
    graphOf(
      [producer('web'), topic('orders'), consumer('c', { name: 'c'.repeat(246), whenExhausted: 'dead-letter' })],
      ['web > orders > c'],
    ),
    'error dead-letter-name-too-long c',
  ],
  [
    'dead-letter-topic-not-drawn',
    graphOf(
      [
        producer('web'),
        topic('orders'),
        consumer('billing', { whenExhausted: 'dead-letter' }),
        topic('dlq', { name: 'billing.dlq' }),
      ],
      ['web > orders > billing'],
    ),
    'info dead-letter-topic-not-drawn billing',
  ],
  [
    'topic-without-consumer',
    graphOf([producer('web'), topic('orders')], ['web > orders']),
    'warning topic-without-consumer orders',
  ],
  [
    'topic-without-publisher',
    graphOf([topic('orders'), consumer('billing')], ['orders > billing']),
    'warning topic-without-publisher orders',
  ],
  ['producer-unwired', graphOf([producer('web')]), 'warning producer-unwired web'],
  ['consumer-unwired', graphOf([consumer('billing')]), 'warning consumer-unwired billing'],
  ['edge-end-missing', withEdge({ target: 'gone' }), 'error edge-end-missing x'],
  ['edge-end-missing', withEdge({ source: 'gone' }), 'error edge-end-missing x'],
  ['edge-not-allowed', withEdge({ target: 'billing' }), 'error edge-not-allowed x'],
  ['edge-not-allowed', withEdge({ source: 'orders', target: 'bills' }), 'error edge-not-allowed x'],
  ['edge-kind-wrong', withEdge({ kind: 'subscribes', target: 'bills' }), 'error edge-kind-wrong x'],
  ['edge-twice', withEdge({}), 'error edge-twice x'],
  ['dead-letter-edge-misplaced', withEdge({ target: 'bills', deadLetter: true }), 'error dead-letter-edge-misplaced x'],
  [
    'dead-letter-edges-several',
    graphOf(
      [
        producer('web'),
        topic('orders'),
        consumer('billing', { whenExhausted: 'dead-letter' }),
        topic('f1'),
        topic('f2'),
      ],
      ['web > orders > billing ! f1', 'billing ! f2'],
    ),
    'error dead-letter-edges-several e3',
    'warning topic-without-consumer f2',
    'warning topic-without-publisher f2',
  ],
  [
    'dead-letter-edge-unused',
    graphOf(
      [producer('web'), topic('orders'), consumer('billing'), topic('failed'), consumer('mail')],
      ['web > orders > billing ! failed > mail', 'web > failed'],
    ),
    'warning dead-letter-edge-unused e2',
  ],
  [
    'dead-letter-feeds-itself',
    graphOf(
      [producer('web'), topic('orders'), consumer('billing', { whenExhausted: 'dead-letter' })],
      ['web > orders > billing ! orders'],
    ),
    'error dead-letter-feeds-itself billing',
  ],
  [
    'dead-letter-feeds-itself',
    graphOf(
      [producer('web'), topic('dlq', { name: 'billing.dlq' }), consumer('billing', { whenExhausted: 'dead-letter' })],
      ['web > dlq > billing'],
    ),
    'error dead-letter-feeds-itself billing',
    'info dead-letter-topic-not-drawn billing',
  ],
  [
    'handler-shared',
    graphOf(
      [producer('web'), topic('orders'), consumer('billing', { handler: 'handlers/web.ts' })],
      ['web > orders > billing'],
    ),
    'error handler-shared billing',
  ],
  [
    'handler-paths-differ-by-case',
    graphOf(
      [producer('web'), topic('orders'), consumer('billing', { handler: 'handlers/Web.ts' })],
      ['web > orders > billing'],
    ),
    'error handler-paths-differ-by-case billing',
  ],
  [
    'instances-exceed-partitions',
    graphOf(
      [
        producer('web'),
        topic('a', { partitions: 2 }),
        topic('b', { partitions: 1 }),
        consumer('billing', { instances: 4 }),
      ],
      ['web > a > billing', 'web > b > billing'],
    ),
    'warning instances-exceed-partitions billing',
  ],
  [
    'instances-exceed-partitions',
    graphOf(
      [
        producer('web'),
        topic('a', { partitions: 2 }),
        consumer('x', { group: 'g', instances: 2 }),
        consumer('y', { group: 'g' }),
      ],
      ['web > a > x', 'a > y'],
    ),
    'warning instances-exceed-partitions y',
  ],
  [
    'group-subscriptions-differ',
    graphOf(
      [producer('web'), topic('a'), topic('b'), consumer('x', { group: 'g' }), consumer('y', { group: 'g' })],
      ['web > a > x', 'web > b > y'],
    ),
    'error group-subscriptions-differ y',
  ],
  [
    'group-settings-differ',
    graphOf(
      [producer('web'), topic('a'), consumer('x', { group: 'g' }), consumer('y', { group: 'g', fromBeginning: false })],
      ['web > a > x', 'a > y'],
    ),
    'warning group-settings-differ y',
  ],
  [
    'group-guarantees-differ',
    graphOf(
      [
        producer('web'),
        topic('a'),
        consumer('x', { group: 'g', guarantee: 'exactly-once' }),
        consumer('y', { group: 'g', guarantee: 'at-least-once' }),
      ],
      ['web > a > x', 'a > y'],
    ),
    'error group-guarantees-differ y',
  ],
  [
    'exactly-once-takes-too-long',
    graphOf(
      [producer('web'), topic('a'), consumer('x', { guarantee: 'exactly-once', timeoutMs: 840_001 })],
      ['web > a > x'],
    ),
    'error exactly-once-takes-too-long x',
  ],
  [
    'cycle-without-exit',
    graphOf([producer('web'), topic('a'), topic('b'), consumer('x'), consumer('y')], ['web > a > x > b > y > a']),
    'warning cycle-without-exit x',
  ],
  [
    'cycle-without-exit',
    graphOf([producer('web'), topic('a'), consumer('x')], ['web > a > x > a']),
    'warning cycle-without-exit x',
  ],
  [
    // A small cycle without an exit, within a larger one that x leaves for `out`.
    'cycle-without-exit',
    graphOf(
      [producer('web'), topic('a'), topic('b'), topic('out'), consumer('x'), consumer('y'), consumer('z')],
      ['web > a > y > b > x > a', 'x > out > z', 'b > y'],
    ),
    'warning cycle-without-exit y',
  ],
  [
    'schema-on-other-format',
    graphOf(
      [producer('web'), topic('a', { format: 'text', schema: 'schemas/a.json' }), consumer('x')],
      ['web > a > x'],
    ),
    'error schema-on-other-format a',
  ],
  [
    'topic-config-unknown',
    graphOf([producer('web'), topic('a', { config: { 'retention.secs': '1' } }), consumer('x')], ['web > a > x']),
    'warning topic-config-unknown a',
  ],
  [
    'topic-config-invalid',
    graphOf([producer('web'), topic('a', { config: { 'retention.ms': '1 day' } }), consumer('x')], ['web > a > x']),
    'error topic-config-invalid a',
  ],
  [
    'topic-config-invalid',
    graphOf(
      [producer('web'), topic('a', { config: { 'cleanup.policy': 'compress' } }), consumer('x')],
      ['web > a > x'],
    ),
    'error topic-config-invalid a',
  ],
  [
    'reply-topic-missing',
    graphOf(
      [producer('web', { trigger: { ...http, replyTopic: 'billing' } }), topic('orders'), consumer('billing')],
      ['web > orders > billing'],
    ),
    'error reply-topic-missing web',
  ],
  [
    'http-port-shared',
    graphOf(
      [
        producer('web', { trigger: http }),
        producer('app', { trigger: { ...http, path: '/app' } }),
        topic('a'),
        consumer('x'),
      ],
      ['web > a > x', 'app > a'],
    ),
    'error http-port-shared app',
  ],
  [
    'http-path-taken',
    graphOf(
      [
        producer('web', { trigger: http, service: 's' }),
        producer('app', { trigger: http, service: 's' }),
        topic('a'),
        consumer('x'),
      ],
      ['web > a > x', 'app > a'],
      { services: [service('s')] },
    ),
    'error http-path-taken app',
  ],
  [
    'service-missing',
    graphOf([producer('web', { service: 'gone' }), topic('a'), consumer('x')], ['web > a > x']),
    'error service-missing web',
  ],
  [
    'service-empty',
    graphOf([producer('web'), topic('a'), consumer('x')], ['web > a > x'], { services: [service('s')] }),
    'warning service-empty s',
  ],
];

/** Fails to compile where a code is added and has no case above. */
const covered: Record<GraphCode, true> = {
  'duplicate-id': true,
  'duplicate-name': true,
  'duplicate-service-name': true,
  'name-forbidden': true,
  'topic-name-reserved': true,
  'topic-names-collide': true,
  'names-differ-by-case': true,
  'dead-letter-name-too-long': true,
  'dead-letter-topic-not-drawn': true,
  'topic-without-consumer': true,
  'topic-without-publisher': true,
  'producer-unwired': true,
  'consumer-unwired': true,
  'edge-end-missing': true,
  'edge-not-allowed': true,
  'edge-kind-wrong': true,
  'edge-twice': true,
  'dead-letter-edge-misplaced': true,
  'dead-letter-edges-several': true,
  'dead-letter-edge-unused': true,
  'dead-letter-feeds-itself': true,
  'handler-shared': true,
  'handler-paths-differ-by-case': true,
  'instances-exceed-partitions': true,
  'group-subscriptions-differ': true,
  'group-settings-differ': true,
  'group-guarantees-differ': true,
  'exactly-once-takes-too-long': true,
  'cycle-without-exit': true,
  'schema-on-other-format': true,
  'topic-config-unknown': true,
  'topic-config-invalid': true,
  'reply-topic-missing': true,
  'http-port-shared': true,
  'http-path-taken': true,
  'service-missing': true,
  'service-empty': true,
};

describe('validateGraph', () => {
  it('says nothing of a graph that is right', () => {
    expect(validateGraph(graphOf(shop, shopWires))).toEqual([]);
  });

  it.each(mistakes)('finds %s', (_code, graph, ...expected) => {
    expect(codes(graph)).toEqual(expected);
  });

  it('has a case for every code', () => {
    const known = new Set(mistakes.map(([code]) => code));
    expect(Object.keys(covered).filter((code) => !known.has(code as GraphCode))).toEqual([]);
  });

  it('puts errors first', () => {
    const graph = graphOf([topic('lonely'), topic('bad name')]);
    expect(validateGraph(graph).map(({ severity }) => severity)).toEqual(
      validateGraph(graph)
        .map(({ severity }) => severity)
        .toSorted((left, right) => left.localeCompare(right)),
    );
  });
});

describe('a cycle', () => {
  it('has an exit where one of its consumers also publishes elsewhere', () => {
    const nodes = [producer('web'), topic('a'), topic('b'), topic('done'), consumer('x'), consumer('y'), consumer('z')];
    expect(codes(graphOf(nodes, ['web > a > x > b > y > a', 'x > done > z']))).toEqual([]);
  });

  it('has an exit where a handler does not emit for every event', () => {
    const graph = graphOf(
      [producer('web'), topic('a'), topic('b'), consumer('x'), consumer('y')],
      ['web > a > x > b > y > a'],
    );
    expect(validateGraph(graph, (reader) => reader.id !== 'y')).toEqual([]);
  });

  it('is none through dead letters', () => {
    const nodes = [
      producer('web'),
      topic('a'),
      consumer('x', { whenExhausted: 'dead-letter' }),
      topic('failed'),
      consumer('again'),
    ];
    expect(codes(graphOf(nodes, ['web > a > x ! failed > again > a']))).toEqual([]);
  });
});

describe('a dead-letter topic', () => {
  it('needs neither consumer nor publisher', () => {
    const nodes = [producer('web'), topic('a'), consumer('x', { whenExhausted: 'dead-letter' }), topic('failed')];
    expect(codes(graphOf(nodes, ['web > a > x ! failed']))).toEqual([]);
  });
});
