import { describe, expect, it } from 'vitest';
import { applyCommand, type ProjectDocument } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { loadProject } from './load.ts';
import { planRename, renameInProject } from './rename.ts';

const graph = graphOf(
  [producer('web'), topic('orders'), consumer('billing'), topic('bills')],
  ['web > orders > billing > bills'],
);
const web = `import { defineProducer } from 'topicraft';
import { sell } from './lib/sell.ts';

// Everything goes to 'orders'.
export default defineProducer<'web'>(async (tick, { emit, log }) => {
  log.info('orders');
  await emit('orders', { key: 'orders', value: { kind: 'orders' } });
  await sell(emit, tick.index);
});
`;
const sell = `export const sell = (emit: Emit, count: number) => emit("orders", { value: count });
const table = { orders: 'orders' };
`;
const billing = `import { defineConsumer, type TopicValue } from 'topicraft';

type Order = TopicValue<'orders'>;
export default defineConsumer<'billing'>(async (event, { emit }) => {
  if (event.topic !== 'orders') return;
  const order: Order = event.value;
  if (order.topic === 'orders') await emit('bills', { value: order });
});
`;
const files = { 'handlers/web.ts': web, 'handlers/lib/sell.ts': sell, 'handlers/billing.ts': billing };

async function rename(document: ProjectDocument, node: string, name: string): Promise<ReadonlyMap<string, string>> {
  const planned = await planRename(document, node, name);
  if (!planned.ok) throw new Error(JSON.stringify(planned.diagnostics));
  const applied = applyCommand(document, planned.command);
  if (!applied.ok) throw new Error(applied.refusal.message);
  return applied.document.handlers;
}

const document: ProjectDocument = {
  graph,
  layout: { format: 1, nodes: {}, services: {} },
  handlers: new Map(Object.entries(files)),
};

describe('a rename', () => {
  it('of a topic changes emits, comparisons and types, and no other text', async () => {
    const handlers = await rename(document, 'orders', 'sales');
    expect(handlers.get('handlers/web.ts')).toBe(web.replace("emit('orders'", "emit('sales'"));
    expect(handlers.get('handlers/lib/sell.ts')).toBe(sell.replace('emit("orders"', 'emit("sales"'));
    expect(handlers.get('handlers/billing.ts')).toBe(
      billing
        .replace("TopicValue<'orders'>", "TopicValue<'sales'>")
        .replace("event.topic !== 'orders'", "event.topic !== 'sales'"),
    );
  });

  it('of a node changes its definition', async () => {
    const handlers = await rename(document, 'billing', 'invoicing');
    expect(handlers.get('handlers/billing.ts')).toBe(billing.replace("<'billing'>", "<'invoicing'>"));
    expect(handlers.get('handlers/web.ts')).toBe(web);
  });

  it('of a node leaves a topic of the same name in peace', async () => {
    const text =
      "import { defineConsumer } from 'topicraft';\nexport default defineConsumer<'orders'>((e, c) => c.emit('orders', {}));";
    const both = { ...document, handlers: new Map([['handlers/x.ts', text]]) };
    expect((await rename(both, 'orders', 'sales')).get('handlers/x.ts')).toBe(
      text.replace("emit('orders'", "emit('sales'"),
    );
  });

  it('keeps quotes and finds names however they are written', async () => {
    const text =
      'import { defineProducer } from "topicraft";\nexport default defineProducer<"w\\u0065b">((t, { emit }) => emit(`orders`, {}));';
    const escaped = { ...document, handlers: new Map([['handlers/web.ts', text]]) };
    expect((await rename(escaped, 'web', 'shop')).get('handlers/web.ts')).toBe(text.replace('w\\u0065b', 'shop'));
    expect((await rename(escaped, 'orders', 'sales')).get('handlers/web.ts')).toBe(text.replace('`orders`', '`sales`'));
  });

  it('is refused where a handler that says the name is no code', async () => {
    const broken = { ...document, handlers: new Map([...document.handlers, ['handlers/x.ts', "emit('orders'"]]) };
    expect(await planRename(broken, 'orders', 'sales')).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'handler-syntax', place: { file: 'handlers/x.ts', line: 1 } }],
    });
    expect(await planRename(broken, 'billing', 'invoicing')).toMatchObject({ ok: true });
  });
});

describe('a rename on disk', () => {
  it('changes the graph and the handlers in one step', async () => {
    const folder = await projectWith(graph, files);
    const loaded = await loadProject(folder);
    if (!loaded.ok) throw new Error('not loaded');
    const renamed = await renameInProject(loaded.project, 'orders', 'sales');
    expect(renamed).toMatchObject({
      ok: true,
      written: ['handlers/billing.ts', 'handlers/lib/sell.ts', 'handlers/web.ts', 'topicraft.json'],
    });
    const texts = await textsIn(folder);
    expect(texts['topicraft.json']).toContain('"name": "sales"');
    expect(texts['handlers/web.ts']).toContain("emit('sales'");
  });

  it('changes nothing where the name is taken', async () => {
    const folder = await projectWith(graph, files);
    const before = await textsIn(folder);
    const loaded = await loadProject(folder);
    if (!loaded.ok) throw new Error('not loaded');
    expect(await renameInProject(loaded.project, 'orders', 'bills')).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'name-taken' }],
    });
    expect(await textsIn(folder)).toEqual(before);
  });
});
