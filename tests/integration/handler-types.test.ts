import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject } from '../../main/engine/index.ts';
import { generateHandlerTypes } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { folderWith } from '../support/project-folder.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const compiler = path.join(repository, 'node_modules/typescript/bin/tsc');

const order = {
  description: 'What a customer wants.',
  type: 'object',
  required: ['orderId', 'lines', 'status'],
  properties: {
    orderId: { type: 'string' },
    lines: { type: 'array', items: { $ref: '#/$defs/line' } },
    status: { enum: ['open', 'paid'] },
    note: { type: ['string', 'null'] },
    parent: { $ref: '#' },
  },
  $defs: {
    line: {
      type: 'object',
      required: ['sku'],
      properties: {
        sku: { type: 'string' },
        'gift-wrap': { type: 'boolean' },
        extras: { type: 'array', items: { $ref: '#/$defs/line' } },
      },
    },
  },
};
const nodes = [
  producer('web', { trigger: { type: 'http', port: 0, path: '/' } }),
  producer('clock', { trigger: { type: 'interval', everyMs: 1000 } }),
  topic('orders', { schema: 'schemas/order.json' }),
  topic('state', { format: 'text', config: { 'cleanup.policy': 'compact' } }),
  topic('raw', { format: 'bytes' }),
  topic('anything'),
  consumer('billing'),
  consumer('ledger', { batch: { maxRecords: 100 }, whenExhausted: 'dead-letter' }),
  topic('failed'),
];
const graph = graphOf(nodes, [
  'web > orders > billing > anything > ledger > raw',
  'orders > ledger ! failed',
  'state > billing > state',
  'clock > state',
]);

/** Each @ts-expect-error is a mistake that the types must see: where they don't, the compiler reports the comment. */
const handlers: Record<string, string> = {
  'handlers/web.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'web'>(async (tick, { emit, clock, random, signal, env, attempt }) => {
  const payload: unknown = tick.payload;
  // @ts-expect-error the payload of a request is unknown
  tick.payload.orderId;
  await emit('orders', { key: null, value: { orderId: 'a', lines: [{ sku: 'x', 'gift-wrap': true }], status: 'open', note: null } });
  await emit('orders', { value: null, headers: { a: 'b' }, partition: 2 });
  const sent = await emit('orders', { value: { orderId: 'a', lines: [], status: 'paid', parent: { orderId: 'b', lines: [], status: 'open' } } });
  const offset: string = sent.offset;
  // @ts-expect-error a field is missing
  await emit('orders', { value: { orderId: 'a', lines: [] } });
  // @ts-expect-error a field has another type
  await emit('orders', { value: { orderId: 1, lines: [], status: 'open' } });
  // @ts-expect-error a value that the schema does not have
  await emit('orders', { value: { orderId: 'a', lines: [], status: 'lost' } });
  // @ts-expect-error a field that the schema does not have
  await emit('orders', { value: { orderId: 'a', lines: [], status: 'open', colour: 'red' } });
  // @ts-expect-error a mistake deep in a definition that refers to itself
  await emit('orders', { value: { orderId: 'a', lines: [{ sku: 'x', extras: [{ sku: 1 }] }], status: 'open' } });
  // @ts-expect-error a topic that this node is not wired to
  await emit('state', { value: 'x' });
  // @ts-expect-error no topic
  await emit('nowhere', { value: 'x' });
  // @ts-expect-error an event without a value is no event; a tombstone says null
  await emit('orders', { key: 'a' });
  return void [payload, offset, clock.nowMs(), random(), signal.aborted, env['X'], attempt];
});
`,
  'handlers/clock.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'clock'>(async (tick, context) => {
  const nothing: undefined = tick.payload;
  await context.emit('state', { key: String(tick.index), value: 'running' });
  // @ts-expect-error the values of this topic are texts
  await context.emit('state', { value: 1 });
  return nothing;
});
`,
  'handlers/billing.ts': `import { defineConsumer, type ConsumerEvent, type TopicValue } from 'topicraft';
type Order = TopicValue<'orders'>;
const total = (order: Order): number => order.lines.length;
export default defineConsumer<'billing'>(async (event, { emit, reply, log }) => {
  if (event.topic === 'orders') {
    const id: string = event.value.orderId;
    const wrap: boolean | undefined = event.value.lines[0]?.['gift-wrap'];
    await emit('anything', { key: event.key, value: { id, wrap, total: total(event.value) } });
    // @ts-expect-error events are read only
    event.offset = '0';
  } else {
    const topic: 'state' = event.topic;
    const text: string | null = event.value;
    // @ts-expect-error a compacted topic has tombstones
    event.value.length;
    await emit('state', { key: topic, value: text });
  }
  // @ts-expect-error a topic that this node does not read
  if (event.topic === 'raw') return;
  await reply({ ok: true });
  log.info('done', { id: event.id });
});
export type Event = ConsumerEvent<'billing'>;
`,
  'handlers/ledger.ts': `import { defineBatchConsumer } from 'topicraft';
export default defineBatchConsumer<'ledger'>(async (events, { emit }) => {
  for (const event of events) {
    if (event.topic === 'anything') await emit('raw', { value: new Uint8Array([1]), cause: event });
    else await emit('raw', { value: new TextEncoder().encode(event.value.orderId), cause: event });
  }
  // @ts-expect-error an emit of a batch says its cause
  await emit('raw', { value: new Uint8Array([1]) });
  // @ts-expect-error bytes are bytes
  await emit('raw', { value: 'text', cause: events[0] });
  // @ts-expect-error dead letters are not emitted
  await emit('failed', { value: 1, cause: events[0] });
});
`,
  'handlers/lib/wrong.ts': `import { defineBatchConsumer, defineConsumer, defineProducer, type TopicValue } from 'topicraft';
// @ts-expect-error no such node
export const a = defineConsumer<'nobody'>(() => {});
// @ts-expect-error a producer is no consumer
export const b = defineConsumer<'web'>(() => {});
// @ts-expect-error a consumer is no producer
export const c = defineProducer<'billing'>(() => {});
// @ts-expect-error it gets one event a call
export const d = defineBatchConsumer<'billing'>(() => {});
// @ts-expect-error it gets many events a call
export const e = defineConsumer<'ledger'>(() => {});
// @ts-expect-error without the node's name nothing is known of the event
export const f = defineConsumer((event) => event.value);
// @ts-expect-error no such topic
export type G = TopicValue<'nowhere'>;
`,
};

async function compile(folder: string, options: readonly string[] = []): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', folder, ...options], { cwd: folder }, (error, stdout, stderr) => {
      resolve(error && stdout === '' ? `${error.message}${stderr}` : stdout + stderr);
    });
  });
}

describe('topicraft.d.ts', () => {
  it('gives handlers their types, and mistakes their errors', async () => {
    const folder = path.join(await folderWith({}), 'shop');
    const files = new Map([...Object.entries(handlers), ['schemas/order.json', JSON.stringify(order)]]);
    const created = await createProject(folder, { graph, files });
    expect(created.ok ? [] : created.diagnostics).toEqual([]);
    expect(await compile(folder, ['--skipLibCheck', 'false'])).toBe('');
  });

  it('is right for an empty graph, and for names that are no identifiers', async () => {
    const odd = graphOf(
      [
        producer('p', { name: '1-a.b' }),
        topic('t', { name: 'Promise' }),
        topic('u', { name: 'x-y', schema: 's.json' }),
        consumer('c', { name: 'class' }),
      ],
      ['p > t > c', 'p > u > c'],
    );
    const schemas = new Map([
      [
        's.json',
        {
          $defs: { a: { type: 'array', items: { $ref: '#/$defs/a' } } },
          anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#' }],
        },
      ],
    ]);
    const tsconfig = JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, lib: ['es2023', 'dom'], types: [] },
      include: ['*.ts'],
    });
    const use = `import { defineConsumer } from 'topicraft';
export default defineConsumer<'class'>(async (event) => void (event.topic === 'x-y' ? event.value : event.topic));`;
    const folder = await folderWith({
      'topicraft.d.ts': generateHandlerTypes(odd, schemas),
      'use.ts': use,
      'tsconfig.json': tsconfig,
    });
    expect(await compile(folder)).toBe('');
    const empty = await folderWith({
      'topicraft.d.ts': generateHandlerTypes(graphOf([]), new Map()),
      'tsconfig.json': tsconfig,
    });
    expect(await compile(empty)).toBe('');
  });

  it('describes what the runtime gives: the types of shared/handler-api fit it', async () => {
    const folder = path.join(await folderWith({}), 'shop');
    await createProject(folder, { graph, files: new Map([['schemas/order.json', JSON.stringify(order)]]) });
    const api = path.join(repository, 'shared/handler-api/index.ts');
    const check = `import type * as runtime from ${JSON.stringify(api)};
import type * as module from 'topicraft';
type Fits<Given extends Wanted, Wanted> = [Given, Wanted];
export type Checks = [
  Fits<runtime.HandlerEvent<1, 'a'>, module.HandlerEvent<1, 'a'>>,
  Fits<module.HandlerEvent<1, 'a'>, runtime.HandlerEvent<1, 'a'>>,
  Fits<module.TopicEvent<module.TopicName>, runtime.HandlerEvent>,
  Fits<runtime.Tick, module.Tick>,
  Fits<module.Tick, runtime.Tick>,
  Fits<runtime.Emission<1>, module.Emission<1>>,
  Fits<module.Emission<1>, runtime.Emission<1>>,
  Fits<runtime.EmittedEvent, module.EmittedEvent>,
  Fits<module.EmittedEvent, runtime.EmittedEvent>,
  Fits<runtime.HandlerContext, module.ProducerContext<'web'>>,
  Fits<runtime.HandlerContext, module.ConsumerContext<'billing'>>,
  Fits<runtime.HandlerContext, module.BatchContext<'ledger'>>,
  Fits<runtime.HandlerDefinition['kind'], module.HandlerDefinition['kind']>,
];
`;
    const tsconfig = JSON.stringify({
      extends: path.join(folder, 'tsconfig.json'),
      compilerOptions: { allowImportingTsExtensions: true, noEmit: true },
      files: [path.join(folder, 'topicraft.d.ts'), 'check.ts'],
      include: [],
    });
    expect(await compile(await folderWith({ 'check.ts': check, 'tsconfig.json': tsconfig }))).toBe('');
  });
});
