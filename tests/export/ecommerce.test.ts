import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { counted, npmIn } from '../support/exported-services.ts';
import { type OrderOutcomes, problemsOf, readOrderOutcomes } from '../support/order-outcomes.ts';
import {
  type ExportedProject,
  exportExample,
  inTheApp,
  patiently,
  RunningSystem,
  withKafka,
} from './exported-example.ts';

const orders = 300;
const slugs = ['orders', 'inventory', 'payments', 'shipping', 'notifications', 'analytics', 'storefront'];

let shop: ExportedProject;

beforeAll(async () => {
  shop = await exportExample('ecommerce');
});

afterAll(() => shop.remove());

function byOrder({ placed, outcomes }: OrderOutcomes): Record<string, readonly string[]> {
  return Object.fromEntries(placed.toSorted().map((orderId) => [orderId, outcomes.get(orderId) ?? []]));
}

/** Resolves once every order has ended in exactly one way. */
async function whenAllEnded(bootstrap: string, prefix: string): Promise<OrderOutcomes> {
  return await vi.waitFor(async () => {
    const outcomes = await readOrderOutcomes(bootstrap, prefix);
    expect(outcomes.placed).toHaveLength(orders);
    expect(problemsOf(outcomes)).toEqual([]);
    return outcomes;
  }, patiently);
}

describe('the e-commerce example, exported', () => {
  it('passes its own checks and tests', async () => {
    await npmIn(shop.system, 'run', 'check');
    expect(await npmIn(shop.system, 'test')).toContain('fail 0');
  });

  it('gives every order the outcome that it has in the app, also where services are killed on the way', async () => {
    const expected = byOrder(await inTheApp(shop, orders, readOrderOutcomes));
    const prefix = `export-${process.pid}`;
    await withKafka(async (bootstrap) => {
      const system = new RunningSystem(shop.system, {
        KAFKA_BROKERS: bootstrap,
        TOPIC_PREFIX: prefix,
        MAX_TICKS: String(orders),
      });
      try {
        expect(await system.createTopics()).toContain(`${prefix}.orders: created with 6 partitions`);
        expect(await system.createTopics()).toContain(`${prefix}.orders: exists with 6 partitions`);
        await system.start(slugs);
        for (const slug of ['payments', 'storefront']) {
          await vi.waitFor(async () => {
            const metrics = await system.service(slug).metrics();
            expect(counted(metrics, 'topicraft_emitted_total')).toBeGreaterThan(20);
          }, patiently);
          await system.kill(slug);
          await system.start([slug]);
        }
        expect(byOrder(await whenAllEnded(bootstrap, `${prefix}.`))).toEqual(expected);
        for (const slug of slugs) {
          expect((await system.service(slug).get('/health/live')).status).toBe(200);
          await vi.waitFor(async () => {
            expect((await system.service(slug).get('/health/ready')).status).toBe(200);
          }, patiently);
        }
        expect(await system.stop()).toEqual(Object.fromEntries(slugs.map((slug) => [slug, 0])));
      } finally {
        system.killAll();
      }
    });
  });

  it('answers a price request with the reply to its event', async () => {
    await withKafka(async (bootstrap) => {
      const system = new RunningSystem(shop.system, {
        KAFKA_BROKERS: bootstrap,
        TOPIC_PREFIX: `quotes-${process.pid}`,
        MAX_TICKS: '1',
      });
      try {
        await system.createTopics();
        await system.start(['orders', 'storefront']);
        const { url } = await system.service('storefront').line(({ event }) => event === 'http-listening');
        const answer = await vi.waitFor(async () => {
          const answer = await fetch(String(url), {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ items: [{ sku: 'sku-1001', quantity: 2 }] }),
          });
          expect(answer.status).toBe(200);
          return await answer.json();
        }, patiently);
        expect(answer).toEqual({ amountCents: 2580, currency: 'EUR' });
        expect(await system.stop()).toEqual({ orders: 0, storefront: 0 });
      } finally {
        system.killAll();
      }
    });
  });
});
