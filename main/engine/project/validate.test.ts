import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { projectWith } from '../../../tests/support/project-folder.ts';
import type { FilesCode } from './checks/check-code.ts';
import { loadProject } from './load.ts';
import { validateProject } from './validate.ts';

const nodes = [producer('web'), topic('orders'), consumer('billing'), topic('bills'), consumer('mail')];
const graph = graphOf(nodes, ['web > orders > billing > bills > mail']);

const handler = (kind: string, name: string, body = ''): string =>
  `import { ${kind} } from 'topicraft';\nexport default ${kind}<'${name}'>(async (event, { emit }) => {\n${body}\n});\n`;
const files = {
  'handlers/web.ts': handler('defineProducer', 'web', "await emit('orders', { value: 1 });"),
  'handlers/billing.ts': handler('defineConsumer', 'billing', "await emit('bills', { value: 1 });"),
  'handlers/mail.ts': handler('defineConsumer', 'mail'),
};

async function findings(changes: Record<string, string | undefined> = {}, changed: Graph = graph): Promise<string[]> {
  const present = Object.entries({ ...files, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const loaded = await loadProject(await projectWith(changed, Object.fromEntries(present)));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return (await validateProject(loaded.project)).map(({ severity, code, place: { element, file, line, column } }) =>
    [severity, code, element, file, line, column].filter((part) => part !== undefined).join(' '),
  );
}

const withNode = (node: Graph['nodes'][number]): Graph => ({
  ...graph,
  nodes: graph.nodes.map((other) => (other.id === node.id ? node : other)),
});
const cron = (expression: string, timeZone?: string): Graph =>
  withNode(producer('web', { trigger: { type: 'cron', expression, ...(timeZone === undefined ? {} : { timeZone }) } }));
const schemaOf = (schema: string): Graph => withNode(topic('orders', { schema }));

const mistakes: [FilesCode, Record<string, string | undefined>, Graph, string][] = [
  ['handler-missing', { 'handlers/mail.ts': undefined }, graph, 'error handler-missing mail handlers/mail.ts'],
  ['handler-empty', { 'handlers/mail.ts': '  // later\n' }, graph, 'error handler-empty mail handlers/mail.ts'],
  ['handler-unused', { 'handlers/old.ts': 'export {};' }, graph, 'warning handler-unused handlers/old.ts'],
  [
    'handler-outside-folder',
    { 'handlers/mail.ts': undefined },
    withNode(consumer('mail', { handler: 'src/mail.ts' })),
    'error handler-outside-folder mail src/mail.ts',
  ],
  [
    'handler-syntax',
    { 'handlers/mail.ts': 'export default (;' },
    graph,
    'error handler-syntax mail handlers/mail.ts 1 17',
  ],
  ['handler-syntax', { 'handlers/lib/x.ts': 'const = 1;' }, graph, 'error handler-syntax handlers/lib/x.ts 1 7'],
  [
    'handler-without-default-export',
    { 'handlers/mail.ts': 'export const mail = 1;' },
    graph,
    'error handler-without-default-export mail handlers/mail.ts',
  ],
  [
    'handler-not-a-definition',
    { 'handlers/mail.ts': 'export default async () => {};' },
    graph,
    'error handler-not-a-definition mail handlers/mail.ts',
  ],
  [
    'handler-of-other-kind',
    { 'handlers/mail.ts': handler('defineProducer', 'mail') },
    graph,
    'error handler-of-other-kind mail handlers/mail.ts 2 16',
  ],
  [
    'handler-of-other-kind',
    {},
    withNode(consumer('mail', { batch: { maxRecords: 10 } })),
    'error handler-of-other-kind mail handlers/mail.ts 2 16',
  ],
  [
    'handler-name-missing',
    { 'handlers/mail.ts': handler('defineConsumer', 'mail').replace("<'mail'>", '') },
    graph,
    'warning handler-name-missing mail handlers/mail.ts 2 16',
  ],
  [
    'handler-name-wrong',
    { 'handlers/mail.ts': handler('defineConsumer', 'letters') },
    graph,
    'warning handler-name-wrong mail handlers/mail.ts 2 31',
  ],
  [
    'emit-unwired',
    { 'handlers/mail.ts': handler('defineConsumer', 'mail', "  await emit('orders', { value: 1 });") },
    graph,
    'error emit-unwired mail handlers/mail.ts 3 14',
  ],
  [
    'emit-to-dead-letters',
    { 'handlers/mail.ts': handler('defineConsumer', 'mail', "await emit('mail.dlq', { value: 1 });") },
    withNode(consumer('mail', { whenExhausted: 'dead-letter' })),
    'error emit-to-dead-letters mail handlers/mail.ts 3 12',
  ],
  [
    'emit-to-unknown-topic',
    { 'handlers/lib/x.ts': "export const x = (emit: Emit) => emit('nowhere', { value: 1 });" },
    graph,
    'warning emit-to-unknown-topic handlers/lib/x.ts 1 39',
  ],
  [
    'comparison-never-true',
    { 'handlers/mail.ts': handler('defineConsumer', 'mail', "if (event.topic === 'orders') return;") },
    graph,
    'warning comparison-never-true mail handlers/mail.ts 3 21',
  ],
  ['schema-missing', {}, schemaOf('schemas/order.json'), 'error schema-missing orders schemas/order.json'],
  [
    'schema-invalid',
    { 'schemas/order.json': '{\n  "type": "objekt"\n}' },
    schemaOf('schemas/order.json'),
    'error schema-invalid schemas/order.json 2 11',
  ],
  ['schema-unused', { 'schemas/order.json': '{}' }, graph, 'warning schema-unused schemas/order.json'],
  ['cron-invalid', {}, cron('every day'), 'error cron-invalid web'],
  ['cron-invalid', {}, cron('0 0 30 2 *'), 'error cron-invalid web'],
  ['time-zone-unknown', {}, cron('* * * * *', 'Mars/Olympus'), 'error time-zone-unknown web'],
  [
    'replay-missing',
    {},
    withNode(producer('web', { trigger: { type: 'replay', file: 'data/orders.csv', format: 'csv' } })),
    'error replay-missing web data/orders.csv',
  ],
  [
    'replay-not-readable',
    { 'data/orders.csv/x': '' },
    withNode(producer('web', { trigger: { type: 'replay', file: 'data/orders.csv', format: 'csv' } })),
    'error replay-not-readable web data/orders.csv',
  ],
];

describe('validateProject', () => {
  it('says nothing of a project that is right', async () => {
    expect(await findings()).toEqual([]);
  });

  it.each(mistakes)('finds %s', async (_code, changes, changed, expected) => {
    expect(await findings(changes, changed)).toEqual([expected]);
  });

  it('takes what is imported, and what stands in handlers/lib, for used', async () => {
    const changes = {
      'handlers/mail.ts': `import './parts.js';\n${handler('defineConsumer', 'mail')}`,
      'handlers/parts.ts': "export * from './more';",
      'handlers/more/index.ts': 'export {};',
      'handlers/lib/anything.ts': 'export {};',
    };
    expect(await findings(changes)).toEqual([]);
  });

  it('tells what loading found, the graph by itself, and the files, errors first', async () => {
    const changed = { ...graph, nodes: [...graph.nodes, topic('lonely')] };
    expect(await findings({ 'handlers/mail.ts': '', 'topicraft.layout.json': '{' }, changed)).toEqual([
      'error handler-empty mail handlers/mail.ts',
      'warning json-syntax topicraft.layout.json 1 2',
      'warning topic-without-consumer lonely',
      'warning topic-without-publisher lonely',
    ]);
  });

  it('sees the exit of a cycle in a handler that emits only now and then', async () => {
    const cycle = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing > orders']);
    const rest = { 'handlers/mail.ts': undefined };
    const always = handler('defineConsumer', 'billing', "await emit('orders', { value: 1 });");
    expect(await findings({ ...rest, 'handlers/billing.ts': always }, cycle)).toEqual([
      'warning cycle-without-exit billing',
    ]);
    const sometimes = handler('defineConsumer', 'billing', "if (event.value > 0) await emit('orders', { value: 1 });");
    expect(await findings({ ...rest, 'handlers/billing.ts': sometimes }, cycle)).toEqual([]);
  });
});
