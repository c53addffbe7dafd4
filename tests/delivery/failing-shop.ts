import { expect } from 'vitest';
import type { Consumer } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, service, topic } from '../support/graph-builder.ts';
import type { ReadRecord } from '../support/read-topics.ts';
import { projectOf, type RunningSession, runProject } from '../support/running-session.ts';

/** Orders 0 to 11, order n in partition n % 3. The poisonous one has others before and behind it in its partition. */
export const orderCount = 12;
export const poisonousOrder = 4;

const rows = Array.from({ length: orderCount }, (_, n) => JSON.stringify({ n })).join('\n');

const storefront = `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  const { n } = tick.payload as { n: number };
  await emit('orders', { key: String(n), value: { n }, partition: n % 3 });
});
`;

/** Tells of each attempt in a topic, and fails at the poisonous order as it is told to. */
function billing(failure: string, otherwise: string): string {
  return `import { defineConsumer } from 'topicraft';
let orders = 0;
let waiting = 0;
export default defineConsumer(async (event, { emit, attempt, signal }) => {
  const { n } = event.value as { n: number };
  orders += 1;
  await emit('attempts', { value: { n, attempt } });
  if (n === ${poisonousOrder}) {
    ${failure}
  } else {
    ${otherwise}
  }
  await emit('paid', { value: { n } });
});
`;
}

function passingOn(target: string): string {
  return `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit }) => {
  await emit('${target}', { value: event.value });
});
`;
}

/**
 * A shop whose billing fails at one order. Beside it, in the same handler host, stands an auditor, and in a host of its own
 * a mailer; both are to notice nothing.
 */
export async function runFailingShop(
  failure: string,
  fields: Partial<Consumer> = {},
  otherwise = '',
): Promise<RunningSession> {
  const graph = graphOf(
    [
      producer('storefront', { trigger: { type: 'replay', file: 'orders.jsonl', format: 'jsonl' } }),
      topic('orders'),
      ...['attempts', 'paid', 'audited', 'mailed'].map((name) => topic(name, { partitions: 1 })),
      consumer('billing', {
        service: 'shop',
        instances: 2,
        timeoutMs: 1500,
        retry: { limit: 2, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
        whenExhausted: 'dead-letter',
        ...fields,
      }),
      consumer('auditor', { service: 'shop', timeoutMs: 20_000 }),
      consumer('mailer', { timeoutMs: 20_000 }),
    ],
    [
      'storefront > orders > billing > attempts',
      'billing > paid',
      'orders > auditor > audited',
      'orders > mailer > mailed',
    ],
    { services: [service('shop')] },
  );
  const project = await projectOf(graph, {
    'orders.jsonl': rows,
    'handlers/storefront.ts': storefront,
    'handlers/billing.ts': billing(failure, otherwise),
    'handlers/auditor.ts': passingOn('audited'),
    'handlers/mailer.ts': passingOn('mailed'),
  });
  return await runProject(project, {
    target: { type: 'embedded' },
    maxTicks: orderCount,
    limits: { workerHeapMb: 64, hostMemoryMb: 700, restartDelayMs: 20, maxRestartDelayMs: 100 },
  });
}

export const allOrders = Array.from({ length: orderCount }, (_, n) => n);
export const allButThePoisonous = allOrders.filter((n) => n !== poisonousOrder);

export function orderOf({ value }: ReadRecord): number {
  return (JSON.parse(value ?? '{}') as { n: number }).n;
}

export function ordersOf(records: readonly ReadRecord[]): number[] {
  return records.map(orderOf).sort((one, other) => one - other);
}

/** Delivery is at least once: what stands twice has the same id, and counts once. */
export function onceEach(records: readonly ReadRecord[]): ReadRecord[] {
  return [...new Map(records.map((record) => [record.headers['topicraft-id'], record])).values()];
}

/** The attempt numbers that the handler saw of the poisonous order, in their order. */
export async function attemptsSeen(running: RunningSession): Promise<number[]> {
  const records = await running.read('attempts');
  return records.flatMap((record) => {
    const { n, attempt } = JSON.parse(record.value ?? '{}') as { n: number; attempt: number };
    return n === poisonousOrder ? [attempt] : [];
  });
}

/** The headers of the one dead letter, which is the poisonous order as it was. */
export async function deadLetter(running: RunningSession): Promise<ReadRecord['headers']> {
  const letters = await running.read('billing.dlq');
  expect(letters.map(({ key, value }) => ({ key, value }))).toEqual([
    { key: String(poisonousOrder), value: JSON.stringify({ n: poisonousOrder }) },
  ]);
  const [order] = (await running.read('orders')).filter((record) => orderOf(record) === poisonousOrder);
  const headers = letters[0]?.headers ?? {};
  expect(headers).toMatchObject({
    'topicraft-id': order?.headers['topicraft-id'],
    'topicraft-consumer': 'billing',
    'topicraft-group': 'billing',
    'topicraft-original-topic': 'orders',
    'topicraft-original-partition': String(order?.partition),
    'topicraft-original-offset': order?.offset,
  });
  return headers;
}
