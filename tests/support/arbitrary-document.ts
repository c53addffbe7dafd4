import * as fc from 'fast-check';
import {
  currentFormat,
  type Edge,
  type Graph,
  type GraphCommand,
  type Layout,
  type Node,
  type ProjectDocument,
  type Trigger,
} from '../../shared/graph/index.ts';

/** Few enough that elements meet, refer to each other, and collide. */
const ids = ['a', 'b', 'c', 'd', 'e', 'f', '10', '2', 'A-1', '_x'];
const files = ['handlers/a.ts', 'handlers/b.ts', 'handlers/deep/c.ts'];
const anyId = fc.constantFrom(...ids);
const anyName = fc.oneof(
  fc.constantFrom('orders', 'Orders', 'payments', 'a.b', 'a_b', 'orders.dlq'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((name) => name.length <= 249),
);
const anyFile = fc.constantFrom(...files);
const optional = <Value>(key: string, value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [key]: given }));

const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.constant({ type: 'manual' as const }),
  fc.record({ type: fc.constant('interval' as const), everyMs: fc.integer({ min: 1, max: 1000 }) }),
  fc.record({ type: fc.constant('rate' as const), perSecond: fc.double({ min: 0.001, max: 1000, noNaN: true }) }),
  fc.record({ type: fc.constant('cron' as const), expression: fc.constant('* * * * *') }),
  fc
    .tuple(fc.integer({ min: 0, max: 65_535 }), optional('replyTopic', anyId))
    .map(([port, reply]) => ({ type: 'http' as const, port, path: '/orders', ...reply })),
);

const node: fc.Arbitrary<Node> = fc.oneof(
  fc
    .tuple(fc.record({ id: anyId, name: anyName, handler: anyFile, trigger }), optional('service', anyId))
    .map(([fields, service]) => ({ ...fields, kind: 'producer' as const, ...service })),
  fc
    .tuple(
      fc.record({
        id: anyId,
        name: anyName,
        partitions: fc.integer({ min: 1, max: 9 }),
        format: fc.constantFrom('json' as const, 'text' as const, 'bytes' as const),
      }),
      optional(
        'config',
        fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), { noNullPrototype: true }),
      ),
    )
    .map(([fields, config]) => ({ ...fields, kind: 'topic' as const, ...config })),
  fc
    .tuple(
      fc.record({
        id: anyId,
        name: anyName,
        handler: anyFile,
        group: anyName,
        instances: fc.integer({ min: 1, max: 9 }),
      }),
      optional('service', anyId),
      optional('guarantee', fc.constantFrom('at-least-once' as const, 'exactly-once' as const)),
      optional('batch', fc.record({ maxRecords: fc.integer({ min: 1, max: 100 }) })),
    )
    .map(([fields, service, guarantee, batch]) => ({
      ...consumerDefaults,
      ...fields,
      kind: 'consumer' as const,
      ...service,
      ...guarantee,
      ...batch,
    })),
  fc.record({ id: anyId, kind: fc.constant('note' as const), name: anyName, text: fc.string() }),
);

const consumerDefaults = {
  fromBeginning: true,
  concurrency: 1,
  timeoutMs: 1000,
  retry: { limit: 1, backoffMs: 1, factor: 1.5, maxBackoffMs: 10 },
  whenExhausted: 'dead-letter' as const,
};

const edge: fc.Arbitrary<Edge> = fc
  .tuple(
    fc.record({
      id: anyId,
      kind: fc.constantFrom('publishes' as const, 'subscribes' as const),
      source: anyId,
      target: anyId,
    }),
    optional('deadLetter', fc.constant(true as const)),
  )
  .map(([fields, deadLetter]) => ({ ...fields, ...deadLetter }));

const service = fc.record({ id: anyId, name: anyName.filter((name) => name.length > 0) });
const position = fc.record({
  x: fc.integer({ min: -500, max: 500 }),
  y: fc.double({ min: -500, max: 500, noNaN: true }),
});

/** Valid by its schema, and otherwise as wrong as a graph can be: dangling, duplicate and forbidden edges included. */
export const arbitraryGraph: fc.Arbitrary<Graph> = fc.record({
  format: fc.constant(currentFormat),
  name: fc.string({ minLength: 1, maxLength: 20 }),
  settings: fc.oneof(fc.constant({}), fc.record({ seed: fc.nat() })),
  services: fc.array(service, { maxLength: 3 }),
  nodes: fc.array(node, { maxLength: 8 }),
  edges: fc.array(edge, { maxLength: 8 }),
});

export const arbitraryLayout: fc.Arbitrary<Layout> = fc.record({
  format: fc.constant(currentFormat),
  nodes: fc.dictionary(anyId, position, { noNullPrototype: true }),
  services: fc.dictionary(anyId, fc.record({ collapsed: fc.boolean() }), { noNullPrototype: true }),
});

export const arbitraryDocument: fc.Arbitrary<ProjectDocument> = fc.record({
  graph: arbitraryGraph,
  layout: arbitraryLayout,
  handlers: fc.dictionary(anyFile, fc.string()).map((texts) => new Map(Object.entries(texts))),
});

const textEdit = fc.record({
  offset: fc.nat({ max: 8 }),
  before: fc.string({ maxLength: 2 }),
  after: fc.string({ maxLength: 5 }),
});

export const arbitraryCommand: fc.Arbitrary<GraphCommand> = fc.letrec<{ command: GraphCommand }>((tie) => ({
  command: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    fc.record({ type: fc.constant('add-node' as const), node, position }),
    fc.record({ type: fc.constant('update-node' as const), node }),
    fc.record({ type: fc.constant('rename-node' as const), node: anyId, name: anyName }),
    fc.record({ type: fc.constant('add-edge' as const), edge }),
    fc.record({ type: fc.constant('update-edge' as const), edge }),
    fc.record({ type: fc.constant('add-service' as const), service }),
    fc.record({ type: fc.constant('update-service' as const), service }),
    fc.record({
      type: fc.constant('assign-service' as const),
      nodes: fc.array(anyId, { maxLength: 3 }),
      service: fc.option(anyId),
    }),
    fc.record({ type: fc.constant('remove' as const), ids: fc.array(anyId, { maxLength: 3 }) }),
    fc.record({ type: fc.constant('update-graph' as const), name: anyName, settings: fc.constant({}) }),
    fc.record({
      type: fc.constant('move-nodes' as const),
      positions: fc.dictionary(anyId, fc.option(position), { maxKeys: 3, noNullPrototype: true }),
    }),
    fc.record({ type: fc.constant('collapse-service' as const), service: anyId, collapsed: fc.boolean() }),
    fc.record({ type: fc.constant('set-handler' as const), node: anyId, handler: anyFile }),
    fc.record({ type: fc.constant('write-handler-file' as const), file: anyFile, text: fc.string() }),
    fc.record({
      type: fc.constant('edit-handler-file' as const),
      file: anyFile,
      edits: fc.array(textEdit, { maxLength: 3 }),
    }),
    fc.record({ type: fc.constant('move-handler-file' as const), file: anyFile, to: anyFile }),
    fc.record({ type: fc.constant('remove-handler-file' as const), file: anyFile }),
    fc.record({ type: fc.constant('batch' as const), commands: fc.array(tie('command'), { maxLength: 4 }) }),
  ),
})).command;
