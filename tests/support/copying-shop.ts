import { isDeepStrictEqual } from 'node:util';
import type { SessionOptions } from '../../main/engine/index.ts';
import type { Consumer } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, service, topic } from './graph-builder.ts';
import { committedOffsets } from './groups.ts';
import { readCommittedRecords } from './read-committed-records.ts';
import type { ReadRecord } from './read-topics.ts';
import { projectOf, type RunningSession, runProject } from './running-session.ts';
import { withAdminClient } from './with-admin.ts';

const orderCount = 240;
const keys = 12;
/** Orders that no attempt gets past. */
const isPoisonous = (n: number): boolean => n % 60 === 31;

const rows = Array.from({ length: orderCount }, (_, n) => JSON.stringify({ n, key: `key ${n % keys}` })).join('\n');

const storefront = `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  const { n, key } = tick.payload as { n: number; key: string };
  await emit('orders', { key, value: { n } });
});
`;

/**
 * Copies orders and counts them, in two topics. It throws at times after it has emitted, hangs once, and ends its process at moments that
 * nobody chooses: up to 30 ms after an order has begun, so in the middle of whatever its host does then.
 */
function billing(isBatch: boolean): string {
  const work = `const { n } = event.value as { n: number };
  if (n % 40 === 17 && once('killed ' + n)) {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Math.random() * 30);
  }
  await emit('paid', { key: event.key, value: { n }CAUSE });
  if (n % 5 === 2 && attempt === 1) throw new Error('declined');
  if (n % 60 === 31) throw new Error('declined for good');
  if (n === 77 && once('hung')) await new Promise(() => {});
  await emit('counted', { value: { n }CAUSE });`;
  const call = isBatch
    ? `defineBatchConsumer(async (events, { emit, attempt }) => {
  for (const event of events) {
  ${work.replaceAll('CAUSE', ', cause: event')}
  }
});`
    : `defineConsumer(async (event, { emit, attempt }) => {
  ${work.replaceAll('CAUSE', '')}
});`;
  return `import { ${isBatch ? 'defineBatchConsumer' : 'defineConsumer'} } from 'topicraft';
import { existsSync, writeFileSync } from 'node:fs';
const once = (name: string) => !existsSync(name) && (writeFileSync(name, ''), true);
export default ${call}
`;
}

const mailer = `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit }) => {
  await emit('mailed', { key: event.key, value: event.value });
});
`;

/** A shop whose billing fails in every way that it can, and a mailer in another process that reads what billing has made of it. */
export async function runCopyingShop(
  fields: Partial<Consumer>,
  options: Pick<SessionOptions, 'target' | 'prefix'>,
): Promise<RunningSession> {
  const graph = graphOf(
    [
      producer('storefront', { trigger: { type: 'replay', file: 'orders.jsonl', format: 'jsonl' } }),
      topic('orders'),
      topic('paid'),
      topic('counted', { partitions: 1 }),
      topic('mailed', { partitions: 1 }),
      consumer('billing', {
        service: 'shop',
        instances: 2,
        concurrency: 2,
        timeoutMs: 1500,
        retry: { limit: 6, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
        whenExhausted: 'dead-letter',
        ...fields,
      }),
      consumer('mailer', { timeoutMs: 20_000 }),
    ],
    ['storefront > orders > billing > paid > mailer > mailed', 'billing > counted'],
    { services: [service('shop')] },
  );
  const project = await projectOf(graph, {
    'orders.jsonl': rows,
    'handlers/storefront.ts': storefront,
    'handlers/billing.ts': billing(fields.batch !== undefined),
    'handlers/mailer.ts': mailer,
  });
  return await runProject(project, {
    ...options,
    maxTicks: orderCount,
    limits: { workerHeapMb: 64, hostMemoryMb: 700, restartDelayMs: 20, maxRestartDelayMs: 100 },
  });
}

const all = Array.from({ length: orderCount }, (_, n) => n);

const paidOrders = all.filter((n) => !isPoisonous(n));

/** The numbers of the orders that records tell of, as they stand there. */
function numbersOf(records: readonly ReadRecord[]): number[] {
  return records.map(({ value }) => (JSON.parse(value ?? '{}') as { n: number }).n);
}

function ascending(numbers: readonly number[]): number[] {
  return numbers.toSorted((one, other) => one - other);
}

/**
 * Waits until the shop has nothing left to do, and tells in what it broke its promise, as any client that reads committed records sees it: each
 * order has each effect once, in the order of its key, and is committed; what failed is there once, as a dead letter.
 */
export async function brokenPromisesOf(running: RunningSession, prefix = ''): Promise<string[]> {
  const { bootstrap } = running;
  const broken: string[] = [];
  const hold = (promise: string, actual: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(actual, expected)) broken.push(`${promise}: ${JSON.stringify(actual)}`);
  };
  const read = (name: string): Promise<ReadRecord[]> => readCommittedRecords(bootstrap, [prefix + name]);
  const endsOf = (name: string) => withAdminClient({ brokers: [bootstrap] }, (admin) => admin.fetchTopicOffsets(name));

  hold('everything ends', await running.session.settled(), 'settled');
  const paid = await read('paid');
  hold('each order is paid once', ascending(numbersOf(paid)), paidOrders);
  hold('each order is counted once', ascending(numbersOf(await read('counted'))), paidOrders);
  hold('what failed is given up once', ascending(numbersOf(await read('billing.dlq'))), all.filter(isPoisonous));
  for (let key = 0; key < keys; key += 1) {
    const ofKey = numbersOf(paid.filter((record) => record.key === `key ${key}`));
    hold(`key ${key} is in order`, ofKey, ascending(ofKey));
  }
  hold('readers in the graph see nothing else', ascending(numbersOf(await read('mailed'))), paidOrders);
  const ends = await endsOf(`${prefix}orders`);
  const committed = await committedOffsets({ bootstrap }, `${prefix}billing`, `${prefix}orders`);
  const wanted = ends.toSorted((one, other) => one.partition - other.partition).map(({ high }) => high);
  hold('all is committed', committed, wanted);
  // Otherwise nothing was put to the test.
  hold('processes were killed', running.reports('host-lost').length >= 3, true);
  const written = (await endsOf(`${prefix}paid`)).reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  // A transaction leaves a marker in each partition that it wrote to.
  hold('something was taken back', written > 2 * paidOrders.length + 20, true);
  return broken;
}
