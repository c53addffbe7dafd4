import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Life } from '../../shared/contract/index.ts';
import type { DeliveryGuarantee } from '../../shared/graph/index.ts';
import { consumer, topic } from './graph-builder.ts';
import { folderWith } from './project-folder.ts';
import type { ReadRecord } from './read-topics.ts';

const example = path.resolve(import.meta.dirname, '../../examples/ecommerce');

/** Topics of the shop that hold events of orders. */
export const lineageTopics = [
  'orders',
  'checkouts',
  'stock',
  'payments',
  'shipments',
  'order-outcomes',
  'orders.dlq',
  'ledger',
  'refusals',
];

/** Gives every emitted value an id of its own, drawn at random, and the id of the value that its handler was called with. */
const lineage = `import { randomUUID } from 'node:crypto';
export function withLineage(event: any, emit: any): any {
  return (topic: string, { cause, ...emission }: any) => {
    const of = cause ?? event;
    const parent = of?.value?.lineage ? of.topic + ' ' + of.value.lineage.uid : null;
    const value = { ...emission.value, lineage: { uid: randomUUID(), parent, pid: process.pid } };
    return emit(topic, { ...emission, value, ...(cause && { cause }) });
  };
}
`;

/** After it has emitted, the first attempt at every seventh order fails: what it emitted stays, and is emitted again. */
const inventory = `import { defineConsumer } from 'topicraft';
import { withLineage } from './lib/lineage.ts';
export default defineConsumer<'inventory'>(async (event: any, { emit: send, attempt }: any) => {
  const emit = withLineage(event, send);
  const { orderId } = event.value;
  if (event.topic === 'checkouts') await emit('stock', { key: orderId, value: { ...event.value, status: 'reserved' } });
  else if (event.value.status !== 'charged') await emit('stock', { key: orderId, value: { ...event.value, status: 'released' } });
  if (attempt === 1 && Number(orderId.slice(2)) % 7 === 0) throw new Error('the books are locked');
});
`;

/** A batch handler that names its causes, and fails at the first attempt of a batch in ten. */
const analytics = `import { defineBatchConsumer } from 'topicraft';
import { withLineage } from './lib/lineage.ts';
export default defineBatchConsumer<'analytics'>(async (events: any, { emit: send, attempt }: any) => {
  const emit = withLineage(undefined, send);
  await Promise.all(events.map((event: any) => emit('ledger', { key: event.key, value: { orderId: event.key }, cause: event })));
  if (attempt === 1 && Number(events[0].offset) % 10 === 0) throw new Error('the ledger is full');
});
`;

const clerk = `import { defineConsumer } from 'topicraft';
import { withLineage } from './lib/lineage.ts';
export default defineConsumer<'clerk'>(async (event: any, { emit: send }: any) => {
  await withLineage(event, send)('refusals', { key: event.key, value: { orderId: event.key } });
});
`;

/**
 * The e-commerce example, whose handlers tell by themselves who caused what. It takes so many orders and no more.
 *
 * @param guarantee of all its consumers
 */
export async function lineageShop(orders: number, perSecond: number, guarantee?: DeliveryGuarantee): Promise<string> {
  const folder = await folderWith({});
  await cp(example, folder, { recursive: true });
  const handlers = path.join(folder, 'handlers');
  for (const file of await readdir(handlers)) {
    if (file.endsWith('.ts'))
      await writeFile(path.join(handlers, file), withLineage(await readFile(path.join(handlers, file), 'utf8')));
  }
  const storefront = await readFile(path.join(handlers, 'storefront.ts'), 'utf8');
  await writeFile(
    path.join(handlers, 'storefront.ts'),
    storefront.replace(/const pick = /, `if (tick.index >= ${orders}) return;\n  const pick = `),
  );
  const own = { 'lib/lineage.ts': lineage, 'inventory.ts': inventory, 'analytics.ts': analytics, 'clerk.ts': clerk };
  for (const [file, text] of Object.entries(own)) await writeFile(path.join(handlers, file), text);
  await writeFile(path.join(folder, 'topicraft.json'), await graphText(folder, perSecond, guarantee));
  return folder;
}

/** `emit` of a handler goes by way of the lineage. */
function withLineage(handler: string): string {
  const [, args = '', context = ''] = /\(async \((\w+), \{ ([^}]*) \}\) => \{/.exec(handler) ?? [];
  if (!/\bemit\b/.test(context)) return handler;
  const sending = context.replace(/\bemit\b/, 'emit: send');
  const event = args === 'tick' ? 'undefined' : args;
  return `import { withLineage } from './lib/lineage.ts';\n${handler.replace(
    /\(async \((\w+), \{ ([^}]*) \}\) => \{/,
    `(async (${args}, { ${sending} }) => {\n  const emit: any = withLineage(${event}, send);`,
  )}`;
}

async function graphText(folder: string, perSecond: number, guarantee?: DeliveryGuarantee): Promise<string> {
  const graph = JSON.parse(await readFile(path.join(folder, 'topicraft.json'), 'utf8')) as {
    nodes: Record<string, unknown>[];
    edges: Record<string, unknown>[];
  };
  for (const node of graph.nodes) {
    // The schemas allow no further field.
    delete node['schema'];
    if (node['name'] === 'storefront') node['trigger'] = { type: 'rate', perSecond };
    if (node['name'] === 'inventory') node['instances'] = 1;
    if (node['name'] === 'analytics') node['batch'] = { maxRecords: 20 };
    if (node['kind'] !== 'consumer') continue;
    node['retry'] = { limit: 3, backoffMs: 20, factor: 2, maxBackoffMs: 100 };
    if (guarantee) node['guarantee'] = guarantee;
  }
  graph.nodes.push(
    { ...topic('ledger', { partitions: 2 }) },
    { ...topic('refusals', { partitions: 1 }) },
    { ...consumer('clerk', { timeoutMs: 30_000 }) },
  );
  graph.edges.push(
    wire('publishes', 'consumer-analytics', 'ledger'),
    wire('subscribes', 'topic-orders-dlq', 'clerk'),
    wire('publishes', 'clerk', 'refusals'),
  );
  return JSON.stringify(graph);
}

/** What each record of the shop is caused by, as its handlers wrote it: both by place. A root is caused by nothing. */
export function truthOf(records: readonly ReadRecord[]): Map<string, string | undefined> {
  const byUid = new Map<string, string>();
  for (const record of records) byUid.set(`${record.topic} ${lineageOf(record).uid}`, placeOf(record));
  return new Map(
    records.map((record) => {
      if (record.topic === 'orders.dlq') {
        // A dead letter is a copy, so it has no lineage of its own: Kafka's other headers say what it stands for.
        const { headers } = record;
        const original = ['topic', 'partition', 'offset'].map((part) => headers[`topicraft-original-${part}`]);
        return [placeOf(record), original.join('/')];
      }
      const { parent } = lineageOf(record);
      return [placeOf(record), parent === null ? undefined : (byUid.get(parent) ?? `lost: ${parent}`)];
    }),
  );
}

/** The process that emitted it. */
export function pidOf(record: ReadRecord): number {
  return lineageOf(record).pid;
}

/** The same of a life: each record by its place, and the places of those that it may stem from. */
export function causesIn(life: Life): Map<string, string[]> {
  const places = new Map(
    life.events.map((event) => [
      event.ref,
      event.records.map(({ partition, offset }) => `${event.topic.name}/${partition}/${offset}`),
    ]),
  );
  return new Map(
    life.events.flatMap(({ ref, parent }) =>
      (places.get(ref) ?? []).map((place): [string, string[]] => [place, places.get(parent ?? '') ?? []]),
    ),
  );
}

function lineageOf({ value }: ReadRecord): { uid: string; parent: string | null; pid: number } {
  return (JSON.parse(value ?? '{}') as { lineage: { uid: string; parent: string | null; pid: number } }).lineage;
}

function placeOf({ topic, partition, offset }: ReadRecord): string {
  return `${topic}/${partition}/${offset}`;
}

function wire(kind: 'publishes' | 'subscribes', source: string, target: string) {
  return { id: `${source}-${target}`, kind, source, target };
}
