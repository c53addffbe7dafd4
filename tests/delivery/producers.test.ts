import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectOf, type RunningSession, runProject } from '../support/running-session.ts';

const passOn = `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { value: { index: tick.index, payload: tick.payload ?? null } });
});
`;

/** A request as no browser could make it: with any Host. */
function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function urlOf(running: RunningSession, node: string): Promise<string> {
  return (await running.report('http-listening', (report) => report.node === node)).url;
}

const http = (path: string, fields: Partial<Extract<Trigger, { type: 'http' }>> = {}): Trigger => ({
  type: 'http',
  port: 0,
  path,
  ...fields,
});

describe('an HTTP producer', () => {
  it('makes an event of each request, and answers with its id or with the reply to it', async () => {
    const graph = graphOf(
      [
        producer('intake', { trigger: http('/orders', { allowedOrigins: ['https://shop.example'] }) }),
        producer('desk', { trigger: http('/quotes', { replyTopic: 'quotes', replyTimeoutMs: 20_000 }) }),
        producer('hasty', { trigger: http('/hasty', { replyTopic: 'quotes', replyTimeoutMs: 1 }) }),
        producer('refusing', { trigger: http('/refusing') }),
        ...['orders', 'requests', 'ignored', 'quotes'].map((name) => topic(name)),
        consumer('clerk', { timeoutMs: 20_000 }),
        consumer('idle', { timeoutMs: 20_000 }),
      ],
      [
        'intake > orders > idle',
        'desk > requests > clerk > quotes',
        'hasty > ignored',
        'ignored > idle',
        'refusing > orders',
      ],
    );
    const asking = (name: string) => `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('${name}', { value: tick.payload });
});
`;
    const running = await runProject(
      await projectOf(graph, {
        'handlers/intake.ts': passOn,
        'handlers/desk.ts': asking('requests'),
        'handlers/hasty.ts': asking('ignored'),
        'handlers/refusing.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(() => {
  throw new Error('not today');
});
`,
        'handlers/clerk.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { reply }) => {
  const { amount } = event.value as { amount: number };
  await reply({ price: amount * 2 });
});
`,
        'handlers/idle.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(() => {});
`,
      }),
      { target: { type: 'embedded' } },
    );

    const desk = await urlOf(running, 'desk');
    const amounts = [1, 2, 3, 4, 5];
    const answers = await Promise.all(amounts.map((amount) => post(desk, JSON.stringify({ amount }))));
    expect(answers).toEqual(amounts.map((amount) => ({ status: 200, body: JSON.stringify({ price: amount * 2 }) })));
    const requests = await running.read('requests');
    const replies = await running.read('quotes');
    const correlations = (records: typeof requests) =>
      records.map(({ headers }) => String(headers['correlation-id'])).sort();
    expect(new Set(correlations(requests)).size).toBe(5);
    expect(correlations(replies)).toEqual(correlations(requests));
    expect(requests.every(({ headers }) => headers['reply-to'] === 'quotes')).toBe(true);

    expect((await post(await urlOf(running, 'hasty'), '{}')).status).toBe(504);
    const refused = await post(await urlOf(running, 'refusing'), '{}');
    expect(refused).toEqual({ status: 500, body: JSON.stringify({ error: 'not today' }) });

    const intake = await urlOf(running, 'intake');
    const accepted = await post(intake, '{"n":1}');
    expect(accepted.status).toBe(202);
    const fromShop = await post(intake, '{"n":2}', { origin: 'https://shop.example' });
    expect(fromShop.status).toBe(202);
    expect((await post(intake, '{"n":3}', { host: 'shop.example' })).status).toBe(403);
    expect((await post(intake, '{"n":4}', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(intake, 'n=5', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(intake, '{')).status).toBe(400);
    const orders = await running.read('orders');
    const ids = [accepted, fromShop].flatMap(({ body }) => (JSON.parse(body) as { ids: string[] }).ids);
    expect(orders.map(({ headers }) => String(headers['topicraft-id'])).sort()).toEqual(ids.sort());
  });
});

describe('producers that tick by themselves', () => {
  it('make their share of the ticks, and rows in their order', async () => {
    const triggers: Record<string, Trigger> = {
      interval: { type: 'interval', everyMs: 20 },
      rate: { type: 'rate', perSecond: 50 },
      cron: { type: 'cron', expression: '* * * * * *' },
      lines: { type: 'replay', file: 'rows.jsonl', format: 'jsonl' },
      table: { type: 'replay', file: 'rows.csv', format: 'csv', perSecond: 100 },
    };
    const names = Object.keys(triggers);
    const graph = graphOf(
      [
        ...Object.entries(triggers).map(([name, trigger]) => producer(name, { trigger })),
        ...names.map((name) => topic(`of-${name}`, { partitions: 1 })),
        consumer('reader', { timeoutMs: 20_000 }),
      ],
      names.map((name) => `${name} > of-${name} > reader`),
    );
    const handlers = Object.fromEntries(
      names.map((name) => [`handlers/${name}.ts`, passOn.replace(`'orders'`, `'of-${name}'`)]),
    );
    const running = await runProject(
      await projectOf(graph, {
        ...handlers,
        'handlers/reader.ts': `import { defineConsumer } from 'topicraft';\nexport default defineConsumer(() => {});\n`,
        'rows.jsonl': '{"n":1}\n\n{"n":2}\n{"n":3}\n',
        'rows.csv': 'sku,quantity\nsku-1,"1,5"\nsku-2,2\n',
      }),
      { target: { type: 'embedded' }, maxTicks: 150 },
    );
    expect(await running.session.settled()).toBe('settled');
    const of = async (name: string) =>
      (await running.read(`of-${name}`)).map(
        ({ value }) => JSON.parse(value ?? '{}') as { index: number; payload: unknown },
      );
    expect((await of('lines')).map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect((await of('table')).map(({ payload }) => payload)).toEqual([
      { sku: 'sku-1', quantity: '1,5' },
      { sku: 'sku-2', quantity: '2' },
    ]);
    const counts: number[] = [];
    for (const name of ['interval', 'rate', 'cron']) {
      const indexes = (await of(name)).map(({ index }) => index);
      expect(indexes).toEqual(indexes.map((_, index) => index));
      counts.push(indexes.length);
    }
    // Shared as if all ran on one exact clock: 50 a second each, the cron expression one a second.
    expect(counts.reduce((sum, count) => sum + count, 5)).toBe(150);
    expect(counts[2]).toBe(2);
    const ended = running.reports('producer-ended').map(({ node, reason }) => `${node} ${reason}`);
    expect(new Set(ended)).toEqual(new Set(names.map((name) => `${name} budget`)));
  });
});

describe('a tick', () => {
  const graph = graphOf(
    [
      producer('source', { trigger: { type: 'replay', file: 'rows.jsonl', format: 'jsonl' } }),
      topic('orders', { partitions: 1 }),
      consumer('reader', { timeoutMs: 20_000 }),
    ],
    ['source > orders > reader'],
  );

  /** Row 2 fails as it is told to. Each attempt at a row emits first. */
  async function runRows(failure: string): Promise<RunningSession> {
    const running = await runProject(
      await projectOf(graph, {
        'rows.jsonl': '0\n1\n2\n3\n4\n',
        'handlers/source.ts': `import { existsSync, writeFileSync } from 'node:fs';
import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { value: tick.payload });
  if (tick.payload === 2) {
    ${failure}
  }
});
`,
        'handlers/reader.ts': `import { defineConsumer } from 'topicraft';\nexport default defineConsumer(() => {});\n`,
      }),
      { target: { type: 'embedded' }, maxTicks: 5, limits: { restartDelayMs: 20, tickTimeoutMs: 1500 } },
    );
    expect(await running.session.settled()).toBe('settled');
    return running;
  }

  /** Rows in the order of the log, and how many events they are by their ids. */
  async function rowsOf(running: RunningSession): Promise<{ rows: string[]; events: number }> {
    const records = await running.read('orders');
    return {
      rows: records.map(({ value }) => value ?? ''),
      events: new Set(records.map(({ headers }) => headers['topicraft-id'])).size,
    };
  }

  it.each([
    ['its worker', 'process.exit(1);', 0],
    ['its host', `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`, 1],
  ])('that ends %s is made again with the same id, and the next ones follow', async (_, failure, hostsLost) => {
    const running = await runRows(`if (!existsSync('met')) { writeFileSync('met', ''); ${failure} }`);
    expect(await rowsOf(running)).toEqual({ rows: ['0', '1', '2', '2', '3', '4'], events: 5 });
    expect(running.reports('host-lost')).toHaveLength(hostsLost);
    expect(running.reports('tick-ended').filter(({ error }) => error)).toEqual([]);
  });

  it('that throws, or never ends, is told and not made again', async () => {
    const thrown = await runRows(`throw new Error('no such row');`);
    expect(await rowsOf(thrown)).toEqual({ rows: ['0', '1', '2', '3', '4'], events: 5 });
    expect(thrown.reports('tick-ended').flatMap(({ error }) => error?.message ?? [])).toEqual(['no such row']);
    const endless = await runRows('for (;;);');
    expect(await rowsOf(endless)).toEqual({ rows: ['0', '1', '2', '3', '4'], events: 5 });
    expect(endless.reports('tick-ended').flatMap(({ error }) => error?.code ?? [])).toEqual(['timed-out']);
  });

  it('that ends its host each time is given up after three attempts, and the next ones follow', async () => {
    const running = await runRows(`process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`);
    expect(await rowsOf(running)).toEqual({ rows: ['0', '1', '2', '2', '2', '3', '4'], events: 5 });
    expect(running.reports('tick-ended').flatMap(({ error }) => error?.code ?? [])).toEqual(['host-lost']);
  });
});
