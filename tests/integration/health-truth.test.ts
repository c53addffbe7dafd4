import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { HealthWatch } from '../support/health-watch.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [
    producer('shop', { trigger: { type: 'rate', perSecond: 150 } }),
    topic('orders', { partitions: 3 }),
    consumer('worker', { instances: 3 }),
    consumer('halted'),
    producer('calls', { trigger: { type: 'rate', perSecond: 20 } }),
    topic('jobs', { partitions: 6 }),
    consumer('slow', { concurrency: 6 }),
  ],
  ['shop > orders > worker', 'orders > halted', 'calls > jobs > slow'],
);

/** Of key and value, as bytes. */
const orderBytes = 4 + JSON.stringify({ index: 100_000, note: 'x'.repeat(200) }).length;
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit }) => {
  await emit('orders', { key: String(1000 + (index % 97)), value: { index: 100_000 + index, note: 'x'.repeat(200) } });
});
`,
  'handlers/worker.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => undefined);
`,
  'handlers/halted.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => undefined);
`,
  'handlers/calls.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit }) => {
  await emit('jobs', { partition: index % 6, value: { ms: [40, 60, 80, 100, 160][index % 5] } });
});
`,
  // It tells by itself how long it took.
  'handlers/slow.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { log }) => {
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, event.value.ms));
  log.info('took', { ms: performance.now() - began });
});
`,
};

interface Truth {
  readonly timeMs: number;
  readonly ends: number;
  readonly haltedLag: number;
}

/** Another client's view of the same broker, which knows nothing of Topicraft. */
async function truthOf(bootstrap: string) {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, clientId: 'independent-admin' });
  const admin = kafka.admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  return {
    look: async (): Promise<Truth> => {
      const [committed] = await admin.fetchOffsets({ groupId: 'halted', topics: ['orders'] });
      const extents = await admin.fetchTopicOffsets('orders');
      const timeMs = Date.now();
      const ends = extents.reduce((sum, { high }) => sum + Number(high), 0);
      const done = committed?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) ?? 0;
      return { timeMs, ends, haltedLag: ends - done };
    },
    oldestWaiting: async (): Promise<number> => {
      const [committed] = await admin.fetchOffsets({ groupId: 'halted', topics: ['orders'] });
      const reader = kafka.consumer({ groupId: 'independent-reader', maxWaitTimeInMs: 50 });
      await reader.connect();
      await reader.subscribe({ topics: ['orders'], fromBeginning: true });
      const places = new Map(committed?.partitions.map(({ partition, offset }) => [partition, offset]));
      const times = await new Promise<number[]>((resolve, reject) => {
        const found = new Map<number, number>();
        reader
          .run({
            autoCommit: false,
            eachMessage: async ({ partition, message }) => {
              if (message.offset === places.get(partition)) found.set(partition, Number(message.timestamp));
              if (found.size === places.size) resolve([...found.values()]);
            },
          })
          .catch(reject);
      });
      await reader.disconnect();
      return Math.min(...times);
    },
  };
}

describe('figures of a run', () => {
  it('are those that another client finds, and those that handlers write themselves', async () => {
    const session = await WatchedSession.open(await projectWith(graph, files));
    await session.start();
    const { client, projectId } = session;
    const truth = await truthOf(session.overview?.bootstrap ?? '');
    await session.until(() => (session.consumer('halted')?.events ?? 0) > 100);
    await client.session.setNodeRunning({ projectId, node: 'halted', running: false });
    await session.until(() => session.consumer('halted')?.state === 'stopped');

    // Rates: what came between two looks of the other client, and what edges and nodes say meanwhile.
    const looks = [await truth.look()];
    const from = session.frames.length;
    while ((looks.at(-1)?.timeMs ?? 0) - (looks[0]?.timeMs ?? 0) < 8000) looks.push(await truth.look());
    const [first, last] = [looks[0], looks.at(-1)];
    if (!first || !last) throw new Error('no look');
    const perSecond = ((last.ends - first.ends) * 1000) / (last.timeMs - first.timeMs);
    const told = session.frames
      .slice(from)
      .filter(({ timeMs }) => timeMs > first.timeMs + 4000 && timeMs < last.timeMs);
    const rates = told.flatMap(({ edges }) => edges.e0 ?? []);
    expect(rates.length).toBeGreaterThan(2);
    const meanRate = rates.reduce((sum, edge) => sum + edge.perSecond, 0) / rates.length;
    expect(Math.abs(meanRate / perSecond - 1)).toBeLessThan(0.05);
    const bytes = rates.reduce((sum, edge) => sum + edge.bytesPerSecond, 0) / rates.length;
    expect(Math.abs(bytes / (perSecond * orderBytes) - 1)).toBeLessThan(0.05);
    const read = session.edges.get('e1');
    expect(Math.abs((read?.bytesPerSecond ?? 0) / (read?.perSecond ?? 1) / orderBytes - 1)).toBeLessThan(0.05);

    // Lag: no less than the other client saw a second and a look's time before, no more than it sees at the next look.
    const lags = told.flatMap(({ timeMs, nodes }) => {
      const halted = nodes.halted;
      return halted?.kind === 'consumer' && halted.lag !== undefined ? [{ timeMs, lag: halted.lag }] : [];
    });
    expect(lags.length).toBeGreaterThan(1);
    for (const { timeMs, lag } of lags) {
      const before = looks.findLast((look) => look.timeMs <= timeMs - 1250) ?? first;
      const after = looks.find((look) => look.timeMs >= timeMs) ?? last;
      expect([lag >= before.haltedLag * 0.95, lag <= after.haltedLag * 1.05]).toEqual([true, true]);
    }

    // The wait of the oldest record, by its own timestamp.
    let timeMs = 0;
    const halted = await new HealthWatch(session, 'halted').until('consumer', ({ waits }, toldMs) => {
      timeMs = toldMs;
      return waits.known === 'exact' && waits.ms > 0;
    });
    const oldestMs = await truth.oldestWaiting();
    expect(halted.waits.known === 'exact' ? timeMs - halted.waits.ms : 0).toBe(oldestMs);

    // Times: what the handler measured in the same seconds.
    const slow = await new HealthWatch(session, 'slow').until('consumer', ({ times }) => (times?.calls ?? 0) > 150);
    const own = session.logs
      .filter(({ node, message }) => node === 'slow' && message === 'took')
      .map(({ fields }) => (JSON.parse(fields ?? '{}') as { ms: number }).ms)
      .slice(-200)
      .toSorted((one, other) => one - other);
    expect(own.length).toBeGreaterThan(150);
    for (const [share, ms] of [
      [0.5, slow.times?.p50Ms],
      [0.95, slow.times?.p95Ms],
    ] as const) {
      const written = own[Math.ceil(share * own.length) - 1] ?? 0;
      // A call takes a little longer than what happens in it: the way to the worker and back.
      expect([share, Math.abs((ms ?? 0) - written) <= written * 0.05 + 8]).toEqual([share, true]);
    }
    expect(slow.errorShare).toBe(0);

    // The same figures as a series.
    const series = await client.health.series({ projectId, nodes: ['shop', 'halted', 'slow'], fromMs: 0 });
    expect(series.series.halted?.intervalMs).toBe(1000);
    const lagSeries = series.series.halted?.lag.filter((lag) => lag !== null) ?? [];
    expect(lagSeries.at(-1)).toBeGreaterThan(last.haltedLag * 0.95);
    const rateSeries = series.series.shop?.perSecond.slice(-5).filter((rate) => rate !== null) ?? [];
    expect(Math.abs(rateSeries.reduce((sum, rate) => sum + rate, 0) / rateSeries.length / perSecond - 1)).toBeLessThan(
      0.05,
    );
  });
});
