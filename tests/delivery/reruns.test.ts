import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Consumer, Graph } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { committedOffsets } from '../support/groups.ts';
import type { ReadRecord } from '../support/read-topics.ts';
import { projectOf, type RunningSession, runProject } from '../support/running-session.ts';

const orderCount = 30;

const files = {
  'handlers/storefront.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit, random }) => {
  await emit('orders', { key: 'customer ' + Math.floor(random() * 9), value: { order: tick.index, price: random() } });
});
`,
  // Twice as many effects as causes, some of them after a failure, and what they say depends on chance.
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit, random, attempt }) => {
  const { order } = event.value as { order: number };
  const chance = random();
  if (order % 7 === 3 && attempt === 1) throw new Error('try again');
  if (order % 11 === 5) throw new Error('never');
  await emit('paid', { key: event.key, value: { order, chance } });
  await emit('paid', { key: event.key, value: { order, again: random() } });
});
`,
  'handlers/shipping.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit, random }) => {
  await emit('shipped', { key: event.key, value: { of: event.id, chance: random() } });
});
`,
};

function shop(billing: Partial<Consumer>): Graph {
  return graphOf(
    [
      producer('storefront', { trigger: { type: 'rate', perSecond: 500 } }),
      topic('orders', { partitions: 4 }),
      topic('paid', { partitions: 4 }),
      topic('shipped', { partitions: 2 }),
      consumer('billing', {
        whenExhausted: 'dead-letter',
        timeoutMs: 20_000,
        retry: { limit: 1, backoffMs: 5, factor: 1, maxBackoffMs: 5 },
        ...billing,
      }),
      consumer('shipping', { timeoutMs: 20_000 }),
    ],
    ['storefront > orders > billing > paid > shipping > shipped'],
  );
}

/** What a run has left in the topics, whatever the order of arrival: by event id. */
async function outcomeOf(running: RunningSession): Promise<string[]> {
  const records = await running.read('orders', 'paid', 'shipped', 'billing.dlq');
  const told = ({ topic, key, value, headers }: ReadRecord): string => {
    const { traceparent } = headers;
    return [topic, headers['topicraft-id'], traceparent, key, value, headers['topicraft-attempts'] ?? ''].join(' ');
  };
  return [...new Set(records.map(told))].sort();
}

async function runOnce(billing: Partial<Consumer>, seed: number, dataDirectory?: string): Promise<string[]> {
  const running = await runProject(await projectOf(shop(billing), files), {
    target: { type: 'embedded', ...(dataDirectory !== undefined && { dataDirectory }) },
    maxTicks: orderCount,
    seed,
  });
  expect(await running.session.settled()).toBe('settled');
  const outcome = await outcomeOf(running);
  await running.session.stop();
  return outcome;
}

describe('a rerun of a seed', () => {
  it('gives the same events, chances and outcomes, whatever the order of arrival', async () => {
    const inOrder = await runOnce({ instances: 1, concurrency: 1 }, 42);
    expect(inOrder.filter((line) => line.startsWith('orders '))).toHaveLength(orderCount);
    expect(inOrder.filter((line) => line.startsWith('billing.dlq '))).toHaveLength(3);
    expect(inOrder.filter((line) => line.startsWith('shipped '))).toHaveLength((orderCount - 3) * 2);
    expect(await runOnce({ instances: 3, concurrency: 4 }, 42)).toEqual(inOrder);
    expect(await runOnce({ instances: 1, concurrency: 1 }, 43)).not.toEqual(inOrder);
  });
});

async function emptyDataFolder(): Promise<string> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  return dataDirectory;
}

describe('a session with a data folder', () => {
  it('emits no event twice: each run on it has ids of its own, the first those of a run that keeps nothing', async () => {
    const billing = { instances: 2, concurrency: 2 };
    const dataDirectory = await emptyDataFolder();
    const first = await runOnce(billing, 42, dataDirectory);
    expect(first).toEqual(await runOnce(billing, 42));
    const both = await runOnce(billing, 42, dataDirectory);
    const idsOf = (lines: readonly string[]) => new Set(lines.map((line) => line.split(' ').slice(0, 2).join(' ')));
    expect(idsOf(both).size).toBe(2 * idsOf(first).size);
    for (const id of idsOf(first)) expect(idsOf(both)).toContain(id);
  });

  it('goes on where it stopped: nothing committed comes again, nothing unfinished is passed over', async () => {
    const dataDirectory = await emptyDataFolder();
    const graph = graphOf(
      [
        producer('source'),
        topic('orders', { partitions: 2 }),
        topic('seen', { partitions: 1 }),
        consumer('billing', { timeoutMs: 60_000, concurrency: 2 }),
      ],
      ['source > orders > billing > seen'],
      { settings: { drainTimeoutMs: 100 } },
    );
    // In the first session partition 0 stops at its third order, which never ends there.
    const project = await projectOf(graph, {
      'handlers/source.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  for (const order of tick.payload as number[]) await emit('orders', { value: order, partition: order % 2 });
});
`,
      'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit, env }) => {
  await emit('seen', { value: { order: event.value, session: env.SESSION } });
  if (event.value === 4 && env.SESSION === 'one') await new Promise(() => {});
});
`,
    });
    const target = { type: 'embedded', dataDirectory } as const;
    const first = await runProject(project, { target, environment: { SESSION: 'one' } });
    expect(await first.session.sendNow('source', [0, 1, 2, 3, 4, 5, 6, 7])).toMatchObject({ ok: true });
    await first.report('attempt-started', ({ partition, offset }) => partition === 0 && offset === '2');
    await first.report('handled', ({ partition, offset }) => partition === 1 && offset === '3');
    await first.session.stop();

    const second = await runProject(project, { target, environment: { SESSION: 'two' } });
    expect(await committedOffsets(second, 'billing', 'orders')).not.toContain('-1');
    await second.report('handled', ({ partition, offset }) => partition === 0 && offset === '3');
    expect(await second.session.sendNow('source', [8, 9])).toMatchObject({ ok: true });
    for (const partition of [0, 1]) {
      await second.report('handled', (report) => report.partition === partition && report.offset === '4');
    }
    const seen = (await second.read('seen')).map(
      ({ value }) => JSON.parse(value ?? '{}') as { order: number; session: string },
    );
    const seenIn = (session: string) => seen.filter((line) => line.session === session).map(({ order }) => order);
    expect(seenIn('one').toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 7]);
    expect(seenIn('two').toSorted((one, other) => one - other)).toEqual([4, 6, 8, 9]);
  });
});
