import { describe, expect, it } from 'vitest';
import { causesIn, lineageShop, lineageTopics, pidOf, truthOf } from '../support/lineage-shop.ts';
import { readOrderOutcomes } from '../support/order-outcomes.ts';
import { readCommittedRecords } from '../support/read-committed-records.ts';
import { readTopics } from '../support/read-topics.ts';
import { WatchedSession } from '../support/watched-session.ts';

/** `npm run soak -- trace` asks for more. */
const allOrders = Number(process.env['TOPICRAFT_SOAK_ORDERS'] ?? 1000);

describe('the traces of the e-commerce example', () => {
  // A transaction an event takes its time: fewer of them, so that all come to their end.
  it.each([
    { guarantee: 'at-least-once', orders: allOrders, perSecond: 250 },
    { guarantee: 'exactly-once', orders: allOrders / 4, perSecond: 50 },
  ] as const)(
    'are what the handlers say of themselves, $guarantee: $orders orders with batches, retries, dead letters, a rebalance and killed hosts',
    async ({ guarantee, orders, perSecond }) => {
      const shop = await lineageShop(orders, perSecond, guarantee);
      const session = await WatchedSession.open(shop, { tracingBudget: 1 });
      const { client, projectId } = session;
      await session.start();
      const bootstrap = session.overview?.bootstrap ?? '';
      const drawn = session.drawn('inventory');
      if (drawn?.kind !== 'consumer') throw new Error('the shop has no inventory');
      const inventory = drawn.id;

      const killed = new Set<number>();
      const sold = (share: number) =>
        session.until(() => (session.topic('topic-orders')?.records ?? 0) >= orders * share);
      for (const share of [0.3, 0.6]) {
        await sold(share);
        let pid: number | undefined;
        while (pid === undefined)
          pid = (await readTopics(bootstrap, ['payments'])).map(pidOf).find((each) => !killed.has(each));
        killed.add(pid);
        const restarts = session.happenings.filter(({ kind }) => kind === 'crash').length;
        process.kill(pid, 'SIGKILL');
        await session.until(() => session.happenings.filter(({ kind }) => kind === 'crash').length > restarts);
        if (share === 0.3) await session.edit({ type: 'update-node', node: { ...drawn, instances: 3 } });
      }
      await session.until(() => session.consumer(inventory)?.instances.length === 3);
      for (let ended = 0; ended < orders;) ended = (await readOrderOutcomes(bootstrap)).outcomes.size;
      await client.session.stop({ projectId });

      const read = guarantee === 'exactly-once' ? readCommittedRecords : readTopics;
      const truth = truthOf(await read(bootstrap, lineageTopics));
      const found = new Map<string, string[]>();
      let roots = 0;
      for (let cursor: string | undefined; ;) {
        const page = await client.tracing.search({
          projectId,
          question: {},
          limit: 1000,
          ...(cursor !== undefined && { cursor }),
        });
        for (const { eventId } of page.events) {
          const life = await client.tracing.life({ projectId, of: { type: 'event', eventId, topic: 'orders' } });
          expect(life).toMatchObject({ cut: false });
          roots += 1;
          for (const [place, causes] of causesIn(life)) {
            expect(found.has(place), `${place} in two lives`).toBe(false);
            found.set(place, causes);
          }
        }
        ({ cursor } = page);
        if (cursor === undefined) break;
      }
      const { sessions, state } = await client.tracing.overview({ projectId });
      expect(state).toBe('on');
      expect(sessions).toMatchObject([{ lowestShare: 1, skippedTraces: 0, lostHops: 0, traces: orders }]);

      expect(roots).toBe(orders);

      expect([...found.keys()].filter((place) => !truth.has(place))).toEqual([]);
      expect([...truth.keys()].filter((place) => !found.has(place))).toEqual([]);
      const wrong = [...truth].filter(([place, cause]) => {
        const causes = found.get(place) ?? [];
        return cause === undefined ? causes.length > 0 : !causes.includes(cause);
      });
      expect(wrong).toEqual([]);
      // Each of what the test is about has happened.
      const attempts = await client.tracing.search({
        projectId,
        question: { error: 'the books are locked' },
        limit: 10,
      });
      expect(attempts.events.length).toBeGreaterThan(0);
      const letters = await client.tracing.search({ projectId, question: { deadLettered: true }, limit: 10 });
      expect(letters.events.length).toBeGreaterThan(0);
      expect([...truth.keys()].some((place) => place.startsWith('refusals/'))).toBe(true);
    },
  );
});
