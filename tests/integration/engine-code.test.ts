import { ORPCError, safe } from '@orpc/client';
import { afterEach, describe, expect, it } from 'vitest';
import { packageChangesSchema, type TestEvent } from '../../shared/contract/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { readTopics } from '../support/read-topics.ts';
import { WatchedSession } from '../support/watched-session.ts';

const shop = producer('shop');
const orders = topic('orders', { schema: 'schemas/order.json' });
const scans = topic('scans', { format: 'bytes' });
const receipts = topic('receipts', { format: 'text' });
const billing = consumer('billing', { timeoutMs: 3000 });
const graph = graphOf(
  [shop, orders, scans, receipts, billing],
  ['shop > orders > billing > receipts', 'shop > scans', 'billing > scans'],
);
const old = `await emit('receipts', { value: 'old ' + event.value.order + ' at ' + price });`;
const files = {
  'handlers/shop.ts': handler('defineProducer', `await emit('orders', { value: { order: tick.payload } });`),
  'handlers/billing.ts': handler('defineConsumer', old),
  'handlers/lib/price.ts': 'export const price = 12;\n',
  'schemas/order.json': '{ "type": "object", "required": ["order"] }',
};

function handler(define: string, body: string): string {
  const first = define === 'defineProducer' ? 'tick' : 'event';
  return `import { ${define} } from 'topicraft';
import { price } from './lib/price.ts';
export default ${define}(async (${first}, { emit, log, random, signal }) => {
  ${body}
});
`;
}

const order: TestEvent = { topic: 'orders', key: 'k', value: '{ "order": 7 }', headers: { source: 'web' } };

async function open(): Promise<WatchedSession> {
  return await WatchedSession.open(await projectWith(graph, files));
}

async function run({ client, projectId }: WatchedSession, body: string, event: TestEvent = order) {
  return await client.code.testRun({ projectId, node: 'billing', text: handler('defineConsumer', body), event });
}

describe('a test run', () => {
  it('gives what the handler emits and says, and sends nothing', async () => {
    const session = await open();
    const { current, deployed } = await run(
      session,
      `log.info('got', { source: event.headers.source });
  console.log('printed');
  const sent = await emit('receipts', { key: event.key, value: 'order ' + event.value.order + ' at ' + price, headers: { by: 'test' } });
  await emit('scans', { value: new Uint8Array([1, 2, 255]) });
  log.warn(sent.topic + ' ' + sent.offset);`,
    );
    expect(current).toMatchObject({
      ok: true,
      diagnostics: [],
      emitted: [
        { topic: 'receipts', key: 'k', value: 'order 7 at 12', headers: { by: 'test' } },
        { topic: 'scans', key: null, value: 'AQL/', headers: {} },
      ],
      logs: [
        { level: 'info', message: 'got', fields: '{"source":"web"}' },
        { level: 'info', message: 'printed' },
        { level: 'warn', message: 'receipts 0' },
      ],
    });
    expect(current.durationMs).toBeGreaterThan(0);
    expect(deployed).toBeUndefined();
    // No broker was needed.
    expect(session.processes.pidsOf('broker')).toEqual([]);
  });

  it('draws the same random numbers for the same event, and others for another', async () => {
    const session = await open();
    const draw = async (value: string) => {
      const { current } = await run(session, `await emit('receipts', { value: String(random()) });`, {
        ...order,
        value,
      });
      return current.emitted[0]?.value;
    };
    const first = await draw('{ "order": 1 }');
    expect(await draw('{ "order": 1 }')).toBe(first);
    expect(await draw('{ "order": 2 }')).not.toBe(first);
  });

  it('runs a producer on a payload', async () => {
    const { client, projectId } = await open();
    const event = { key: null, value: '"sku-1"', headers: {} };
    const text = files['handlers/shop.ts'];
    const { current } = await client.code.testRun({ projectId, node: 'shop', text, event });
    expect(current.emitted).toEqual([{ topic: 'orders', key: null, value: '{"order":"sku-1"}', headers: {} }]);
    const broken = await client.code.testRun({ projectId, node: 'shop', text, event: { ...event, value: '{' } });
    expect(broken.current.error?.message).toMatch(/^The payload is not JSON/);
  });

  it.each([
    ['throws', `throw new TypeError('no ' + event.value.order);`, /^no 7$/],
    ['emits elsewhere', `await emit('orders', { value: 1 });`, /not wired to orders/],
    ['never ends', `for (;;) {}`, /took longer than 3000 ms/],
    ['waits for ever', `await new Promise(() => {});`, /took longer than 3000 ms/],
    ['ends its thread', `process.exit(3);`, /exit/],
  ])('says what went wrong where the handler %s', async (_what, body, message) => {
    const { current } = await run(await open(), body);
    expect(current).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) } });
  });

  it('names the line that threw', async () => {
    const { current } = await run(await open(), `throw new Error('here');`);
    expect(current.error?.stack).toContain('handlers/billing.ts:4:9');
  });

  it('says where the text does not compile, or does not load', async () => {
    const session = await open();
    const { client, projectId } = session;
    const broken = await run(session, `const = 1;`);
    expect(broken.current).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'handler.does-not-compile', place: { file: 'handlers/billing.ts', line: 4 } }],
    });
    const text = `throw new Error('at its start');\n${files['handlers/billing.ts']}`;
    const unloaded = await client.code.testRun({ projectId, node: 'billing', text, event: order });
    expect(unloaded.current).toMatchObject({ ok: false, error: { message: 'at its start' } });
  });

  it('refuses an event that its topic would not hold', async () => {
    const session = await open();
    const refused = await run(session, 'log.info("seen");', { ...order, value: '{ "other": 1 }' });
    expect(refused.current).toMatchObject({
      ok: false,
      logs: [],
      error: { message: expect.stringContaining('schema') },
    });
    const tombstone = await run(session, 'log.info(String(event.value));', { ...order, value: null });
    expect(tombstone.current).toMatchObject({ ok: true, logs: [{ message: 'null' }] });
  });

  it('shows beside it what the deployed code does, where that is another', async () => {
    const session = await open();
    await session.start();
    const { current, deployed } = await run(session, `await emit('receipts', { value: 'new ' + event.value.order });`);
    expect([current.emitted[0]?.value, deployed?.emitted[0]?.value]).toEqual(['new 7', 'old 7 at 12']);
    const same = await run(session, old);
    expect(same.current.emitted[0]?.value).toBe('old 7 at 12');
    expect(same.deployed).toBeUndefined();
    // What is imported is part of the code: the text is the same, and yet it is another handler.
    await session.edit({
      type: 'write-handler-file',
      file: 'handlers/lib/price.ts',
      text: 'export const price = 13;\n',
    });
    const dearer = await run(session, old);
    expect(dearer.current.emitted[0]?.value).toBe('old 7 at 13');
    expect(dearer.deployed?.emitted[0]?.value).toBe('old 7 at 12');
    expect(await readTopics(session.overview?.bootstrap ?? '', ['receipts'])).toEqual([]);
  });
});

describe('packages', () => {
  const { npm_config_registry: before } = process.env;
  afterEach(() => {
    if (before === undefined) delete process.env['npm_config_registry'];
    else process.env['npm_config_registry'] = before;
  });

  it('are not installed without a network, which is said', async () => {
    process.env['npm_config_registry'] = 'http://127.0.0.1:1/';
    const { client, projectId } = await open();
    const seen: string[] = [];
    const install = async (): Promise<void> => {
      for await (const event of await client.code.installPackages({ projectId, add: { name: 'left-pad' } })) {
        seen.push(event.type === 'progress' ? event.message : event.type);
      }
    };
    await expect(install()).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining('registry'),
    });
    expect(seen).toEqual(['Resolving left-pad@latest']);
  });

  it('are listed before anything is installed, and installed only as they were listed', async () => {
    process.env['npm_config_registry'] = 'http://127.0.0.1:1/';
    const packageJson = '{ "dependencies": { "left-pad": "^1.3.0" } }';
    const folder = await projectWith(graph, { ...files, 'package.json': packageJson });
    const { client, projectId } = await WatchedSession.open(folder);
    const install = async (agreed?: string): Promise<void> => {
      const request = { projectId, ...(agreed !== undefined && { agreed }) };
      for await (const event of await client.code.installPackages(request)) expect(event.type).toBe('progress');
    };
    const { error } = await safe(install());
    expect(error).toMatchObject({
      code: 'PACKAGES_CHANGED',
      defined: true,
      data: { changes: [{ file: 'package.json', item: 'left-pad', after: '^1.3.0' }], more: 0 },
    });
    const { digest } = packageChangesSchema.parse(error instanceof ORPCError ? error.data : undefined);
    await expect(install('of something else')).rejects.toMatchObject({ code: 'PACKAGES_CHANGED' });
    await expect(install(digest)).rejects.toMatchObject({ code: 'NOT_INSTALLED' });
    // Nothing was installed, so it is asked about again.
    await expect(install()).rejects.toMatchObject({ code: 'PACKAGES_CHANGED' });
  });
});
