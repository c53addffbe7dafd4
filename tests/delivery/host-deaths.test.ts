import { describe, expect, it } from 'vitest';
import type { RunningSession } from '../support/running-session.ts';
import {
  allButThePoisonous,
  allOrders,
  attemptsSeen,
  deadLetter,
  onceEach,
  ordersOf,
  runFailingShop,
} from './failing-shop.ts';

const never = { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 };
const killProcess = `process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`;

/** Bounded, so that a host whose memory nobody guards doesn't harm the machine: then the event counts as paid. */
const fillNativeMemory = `const held: Buffer[] = [];
    for (let count = 0; count < 64; count += 1) {
      held.push(Buffer.alloc(32 * 1024 * 1024, 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }`;

/** Others than the service's own host never end, and whoever shares it gets every event at least once. */
async function expectNothingLost(running: RunningSession): Promise<void> {
  expect(running.reports('host-lost').every(({ service }) => service === 'shop')).toBe(true);
  expect(ordersOf(await running.read('orders'))).toEqual(allOrders);
  expect(ordersOf(onceEach(await running.read('paid')))).toEqual(allButThePoisonous);
  expect(ordersOf(onceEach(await running.read('audited')))).toEqual(allOrders);
  expect(ordersOf(await running.read('mailed'))).toEqual(allOrders);
}

describe('a handler that', () => {
  it.each([
    { kind: 'kills its process', failure: killProcess, signal: 'SIGKILL', words: /^$/ },
    {
      kind: 'breaks its process',
      failure: `process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {});`,
      signal: 'SIGSEGV',
      words: /^$/,
    },
    {
      kind: 'fills native memory',
      failure: fillNativeMemory,
      signal: 'SIGKILL',
      words: /needed \d+ MiB of memory and may have 700/,
    },
  ])('$kind has its event tried again, then dead-lettered, and nothing is lost', async ({ failure, signal, words }) => {
    const running = await runFailingShop(failure, { timeoutMs: 30_000 });
    expect(await running.session.settled()).toBe('settled');
    await expectNothingLost(running);
    const lost = running.reports('host-lost');
    expect(lost.length).toBeGreaterThanOrEqual(3);
    for (const report of lost) {
      expect(report.signal).toBe(signal);
      expect(report.standardErrorTail).toMatch(words);
    }
    // Each death is an attempt, and counted where it is known whose it was: at the latest when the event ran alone.
    const attempts = await attemptsSeen(running);
    expect([...new Set(attempts)]).toEqual([1, 2, 3]);
    expect(attempts.filter((attempt) => attempt > 1)).toEqual([2, 3]);
    const headers = await deadLetter(running);
    expect(headers).toMatchObject({ 'topicraft-attempts': '3', 'topicraft-error-code': 'host-lost' });
  });

  it('kills its process with others in flight is found out by trying each alone, and they are not dead-lettered', async () => {
    // In the first host the poisonous order waits until orders of the other partitions are in flight beside it.
    const running = await runFailingShop(
      `const { existsSync, writeFileSync } = await import('node:fs');
    while (waiting < 2 && !existsSync('met')) await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync('met', '');
    ${killProcess}`,
      { retry: never, timeoutMs: 30_000, instances: 1, concurrency: 3 },
      `const { existsSync } = await import('node:fs');
    if ((n === 3 || n === 5) && !existsSync('met')) {
      waiting += 1;
      await new Promise(() => {});
    }`,
    );
    expect(await running.session.settled()).toBe('settled');
    await expectNothingLost(running);
    // The first death is nobody's, since nobody knows whose; the second is this event's alone.
    expect(await attemptsSeen(running)).toEqual([1, 1]);
    expect((await deadLetter(running))['topicraft-attempts']).toBe('1');
  });

  it('kills its process each time stops its partition where its consumer says so, and the others go on', async () => {
    const running = await runFailingShop(killProcess, { whenExhausted: 'stop-partition', timeoutMs: 30_000 });
    expect(await running.session.settled()).toBe('stuck');
    const paid = ordersOf(onceEach(await running.read('paid')));
    expect(paid).toEqual(allButThePoisonous.filter((n) => n !== 7 && n !== 10));
    expect(ordersOf(onceEach(await running.read('audited')))).toEqual(allOrders);
    const [stopped] = running.reports('partition-stopped');
    expect(stopped).toMatchObject({ node: 'billing', partition: 1, attempts: 3, error: { code: 'host-lost' } });
  });

  it('kills its process each time is skipped where its consumer says so', async () => {
    const running = await runFailingShop(killProcess, { whenExhausted: 'skip', timeoutMs: 30_000 });
    expect(await running.session.settled()).toBe('settled');
    await expectNothingLost(running);
    expect(running.reports('skipped')).toMatchObject([{ node: 'billing', attempts: 3, error: { code: 'host-lost' } }]);
  });

  it('has failed before its host dies keeps its count', async () => {
    const running = await runFailingShop(`if (attempt !== 2) throw new Error('declined'); ${killProcess}`, {
      timeoutMs: 30_000,
      instances: 1,
    });
    expect(await running.session.settled()).toBe('settled');
    await expectNothingLost(running);
    const attempts = await attemptsSeen(running);
    expect([...new Set(attempts)]).toEqual([1, 2, 3]);
    expect(attempts.filter((attempt) => attempt !== 2)).toEqual([1, 3]);
    expect(await deadLetter(running)).toMatchObject({
      'topicraft-attempts': '3',
      'topicraft-error-message': 'declined',
    });
  });
});
