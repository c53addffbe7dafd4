import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withKeptData } from '../support/with-broker.ts';
import { problemsOf, readOrderOutcomes } from '../support/order-outcomes.ts';
import { readTopics } from '../support/read-topics.ts';
import { parseLines, repositoryFolder, startTopicraft, topicraft } from '../support/topicraft-command.ts';

const ecommerce = path.join(repositoryFolder, 'examples/ecommerce');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the e-commerce example', () => {
  it('ends every order in exactly one way, and undoes what was done for those that fail', async () => {
    const run = await topicraft('run', ecommerce, '--events', '500', '--seed', '1', '--data', folder, '--json');
    expect({ code: run.code, errors: run.errors }).toEqual({
      code: 0,
      errors: '',
    });
    const { outcomes, stock, payments } = await withKeptData(folder, async (bootstrap) => {
      const orders = await readOrderOutcomes(bootstrap);
      expect(orders.placed).toHaveLength(500);
      expect(problemsOf(orders)).toEqual([]);
      return {
        outcomes: orders.outcomes,
        stock: await statusesByOrder(bootstrap, 'stock'),
        payments: await statusesByOrder(bootstrap, 'payments'),
      };
    });
    const seen = new Set([...outcomes.values()].flat());
    expect([...seen].sort()).toEqual(['dead-lettered', 'declined', 'out-of-stock', 'shipped']);
    for (const [orderId, [outcome]] of outcomes) {
      const expected = {
        shipped: { stock: ['reserved'], payments: ['charged'] },
        declined: { stock: ['released', 'reserved'], payments: ['declined'] },
        'out-of-stock': {
          stock: ['released', 'reserved'],
          payments: ['charged', 'refunded'],
        },
        'dead-lettered': { stock: [], payments: [] },
      }[outcome ?? 'shipped'];
      const found = {
        stock: stock.get(orderId) ?? [],
        payments: payments.get(orderId) ?? [],
      };
      expect({ orderId, ...found }).toEqual({ orderId, ...expected });
    }
    const ended = parseLines(run.output).at(-1);
    const deadLettered = [...outcomes.values()].filter(([outcome]) => outcome === 'dead-lettered').length;
    expect(ended).toMatchObject({
      type: 'ended',
      reason: 'events-done',
      totals: { rootEvents: 500, deadLettered },
    });
  });

  it('loses no order when the broker and a service are killed while it runs', async () => {
    const run = startTopicraft(['run', ecommerce, '--events', '300', '--seed', '2', '--data', folder, '--json']);
    const { brokerPid } = await run.line<{ type: string; brokerPid: number }>(({ type }) => type === 'started');
    const payments = await run.line<{
      type: string;
      service: string;
      pid: number;
    }>(({ type, service }) => type === 'host-started' && service === 'Payments');
    await run.line<{ type: string; node: string }>(({ type, node }) => type === 'handled' && node === 'shipping');
    process.kill(brokerPid, 'SIGKILL');
    await run.line(({ type }) => type === 'broker-restarted');
    process.kill(payments.pid, 'SIGKILL');
    const { code, output, errors } = await run.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const types = parseLines(output).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['broker-lost', 'host-lost']));
    await withKeptData(folder, async (bootstrap) => {
      const orders = await readOrderOutcomes(bootstrap);
      expect(orders.placed).toHaveLength(300);
      expect(problemsOf(orders)).toEqual([]);
    });
  });

  it('answers a price request with the reply to its event', async () => {
    const run = startTopicraft(['run', ecommerce, '--json']);
    const { url } = await run.line<{ type: string; url: string }>(({ type }) => type === 'http-listening');
    const ask = (sku: string) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items: [{ sku, quantity: 2 }] }),
      });
    let answer = await ask('sku-1001');
    // On a busy machine ten seconds may pass before the reply; whoever is told so asks again.
    while (answer.status === 504) answer = await ask('sku-1001');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ amountCents: 2580, currency: 'EUR' });
    run.signal('SIGINT');
    expect(await run.ended).toMatchObject({ code: 0 });
  });
});

/** What a topic says of each order, each status once however often it was delivered, sorted. */
async function statusesByOrder(bootstrap: string, topic: string): Promise<Map<string, string[]>> {
  const statuses = new Map<string, string[]>();
  for (const { value } of await readTopics(bootstrap, [topic])) {
    const { orderId, status } = JSON.parse(value ?? 'null') as {
      orderId: string;
      status: string;
    };
    statuses.set(orderId, [...new Set([...(statuses.get(orderId) ?? []), status])].sort());
  }
  return statuses;
}
