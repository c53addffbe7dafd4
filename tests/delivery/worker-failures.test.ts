import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { committedOffsets } from '../support/groups.ts';
import type { RunningSession } from '../support/running-session.ts';
import {
  allButThePoisonous,
  allOrders,
  attemptsSeen,
  deadLetter,
  onceEach,
  ordersOf,
  poisonousOrder,
  runFailingShop,
} from './failing-shop.ts';

const never = { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 };
const fillHeap = 'const held: number[][] = []; for (;;) held.push(Array.from({ length: 100_000 }, () => n + 0.5));';

/** No host died, no other worker ended, and nothing rebalanced for it. */
function expectOnlyBillingsWorkerEnded(running: RunningSession, workersLost: number): void {
  expect(running.reports('host-lost')).toEqual([]);
  const lost = running.reports('worker-lost');
  expect(lost.map(({ node }) => node)).toEqual(Array.from({ length: workersLost }, () => 'billing'));
  const types = running.events.flatMap((event) => (event.type === 'reported' ? [event.report.type] : []));
  const first = types.indexOf('worker-lost');
  if (first !== -1) expect(types.slice(first)).not.toContain('member-joined');
}

/** Everything but the poisonous order was processed exactly once, and everybody else processed all of it. */
async function expectNothingLost(running: RunningSession): Promise<void> {
  expect(ordersOf(await running.read('orders'))).toEqual(allOrders);
  expect(ordersOf(await running.read('paid'))).toEqual(allButThePoisonous);
  expect(ordersOf(await running.read('audited'))).toEqual(allOrders);
  expect(ordersOf(await running.read('mailed'))).toEqual(allOrders);
}

describe('a handler that', () => {
  it.each([
    {
      kind: 'throws',
      failure: `throw Object.assign(new Error('card declined'), { code: 'E_CARD' });`,
      error: { code: 'E_CARD', message: /^card declined$/, stack: /handlers\/billing\.ts:9:\d+\)/ },
      workersLost: 0,
    },
    {
      kind: 'never settles',
      failure: 'await new Promise(() => {});',
      error: { code: 'timed-out', message: /longer than 1500 ms/ },
      workersLost: 3,
    },
    {
      kind: 'never gives the thread back',
      failure: 'for (;;);',
      error: { code: 'timed-out', message: /longer than 1500 ms/ },
      workersLost: 3,
    },
    {
      kind: 'settles once its signal is aborted',
      failure: `await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));`,
      error: { code: 'timed-out', message: /longer than 1500 ms/ },
      workersLost: 0,
    },
    {
      kind: 'calls process.exit',
      failure: 'process.exit(7);',
      error: { code: 'worker-exited', message: /process\.exit\(7\)/, stack: /handlers\/billing\.ts:9:\d+\)/ },
      workersLost: 3,
    },
    {
      kind: 'leaves a rejection alone while it goes on',
      failure: `void Promise.reject(new TypeError('nobody waits')); await new Promise(() => {});`,
      error: { message: /nobody waits/, stack: /handlers\/billing\.ts:9:\d+\)/ },
      workersLost: 3,
    },
    {
      kind: 'fills its heap',
      failure: fillHeap,
      timeoutMs: 20_000,
      error: { code: 'ERR_WORKER_OUT_OF_MEMORY', message: /memory/ },
      workersLost: 3,
    },
  ])(
    '$kind has its event tried again, then dead-lettered, and harms nobody',
    async ({ failure, error, workersLost, timeoutMs = 1500 }) => {
      const running = await runFailingShop(failure, { timeoutMs });
      expect(await running.session.settled()).toBe('settled');
      await expectNothingLost(running);
      expect(await attemptsSeen(running)).toEqual([1, 2, 3]);
      const headers = await deadLetter(running);
      expect(headers['topicraft-attempts']).toBe('3');
      expect(headers['topicraft-error-message']).toMatch(error.message);
      if (error.code !== undefined) expect(headers['topicraft-error-code']).toBe(error.code);
      if (error.stack !== undefined) expect(headers['topicraft-error-stack']).toMatch(error.stack);
      expectOnlyBillingsWorkerEnded(running, workersLost);
    },
  );

  it('fails after its event is done ends its worker, and no other event is blamed for it', async () => {
    // The rejection comes while the worker is at its next order, however slow the machine is.
    const failure = `const before = orders;
    const timer = setInterval(() => {
      if (orders === before) return;
      clearInterval(timer);
      void Promise.reject(new Error('too late'));
    }, 1);
    await emit('paid', { value: { n } });
    return;`;
    const running = await runFailingShop(failure, { retry: never, timeoutMs: 20_000 });
    expect(await running.session.settled()).toBe('settled');
    for (const topic of ['paid', 'audited', 'mailed']) {
      expect(ordersOf(onceEach(await running.read(topic)))).toEqual(allOrders);
    }
    expect(await running.read('billing.dlq')).toEqual([]);
    expectOnlyBillingsWorkerEnded(running, 1);
    const [lost] = running.reports('worker-lost');
    expect(lost?.error.stack).toMatch(/too late\n.*handlers\/billing\.ts:13:\d+/);
    const uncounted = running.reports('attempt-failed').map(({ failure, counted }) => ({ failure, counted }));
    expect(uncounted).toEqual([{ failure: 'interrupted', counted: false }]);
  });

  it('ends its worker is the only one to pay for it, whoever else is in flight there', async () => {
    const running = await runFailingShop(`process.exit(7);`, {
      retry: never,
      timeoutMs: 20_000,
      instances: 1,
      concurrency: 3,
    });
    expect(await running.session.settled()).toBe('settled');
    expect(await attemptsSeen(running)).toEqual([1]);
    expect(ordersOf(onceEach(await running.read('paid')))).toEqual(allButThePoisonous);
    expect((await deadLetter(running))['topicraft-attempts']).toBe('1');
    expectOnlyBillingsWorkerEnded(running, 1);
  });

  it('fills the heap that it shares with others is found out, and they are not dead-lettered', async () => {
    const running = await runFailingShop(fillHeap, { retry: never, timeoutMs: 20_000, instances: 1, concurrency: 3 });
    expect(await running.session.settled()).toBe('settled');
    expect(ordersOf(onceEach(await running.read('paid')))).toEqual(allButThePoisonous);
    expect((await deadLetter(running))['topicraft-attempts']).toBe('1');
    expect(running.reports('host-lost')).toEqual([]);
  });
});

describe('an event whose attempts have failed', () => {
  it('is skipped and told where its consumer says so', async () => {
    const running = await runFailingShop(`throw new Error('no');`, { whenExhausted: 'skip' });
    expect(await running.session.settled()).toBe('settled');
    await expectNothingLost(running);
    expect(await attemptsSeen(running)).toEqual([1, 2, 3]);
    const skipped = await running.report('skipped');
    expect(skipped).toMatchObject({
      node: 'billing',
      topic: 'orders',
      partition: 1,
      attempts: 3,
      error: { message: 'no' },
    });
  });

  it('stops its partition and nothing else where its consumer says so, until it is tried again', async () => {
    const running = await runFailingShop(
      `const { existsSync } = await import('node:fs');
    if (!existsSync('mended')) throw new Error('no');`,
      { whenExhausted: 'stop-partition' },
    );
    expect(await running.session.settled()).toBe('stuck');
    const behindIt = allOrders.filter((n) => n % 3 === poisonousOrder % 3 && n > poisonousOrder);
    expect(ordersOf(await running.read('paid'))).toEqual(allButThePoisonous.filter((n) => !behindIt.includes(n)));
    expect(ordersOf(await running.read('audited'))).toEqual(allOrders);
    expect(ordersOf(await running.read('mailed'))).toEqual(allOrders);
    expect(await attemptsSeen(running)).toEqual([1, 2, 3]);
    expect(running.reports('partition-stopped')).toMatchObject([
      { node: 'billing', topic: 'orders', partition: 1, offset: '1', attempts: 3, error: { message: 'no' } },
    ]);
    expect(await committedOffsets(running, 'billing', 'orders')).toEqual(['4', '1', '4']);

    await expect(running.session.restartPartition('billing', 'orders', 0)).rejects.toMatchObject({
      code: 'not-stopped',
    });
    await writeFile(path.join(running.project.folder, 'mended'), '');
    await running.session.restartPartition('billing', 'orders', 1);
    await running.report(
      'handled',
      ({ node, partition, offset }) => node === 'billing' && partition === 1 && offset === '3',
    );
    expect(ordersOf(await running.read('paid'))).toEqual(allOrders);
    expect(await attemptsSeen(running)).toEqual([1, 2, 3, 1]);
  });
});
