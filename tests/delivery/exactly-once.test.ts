import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { brokenPromisesOf, runCopyingShop } from '../support/copying-shop.ts';
import { consumer, graphOf, producer, service, topic } from '../support/graph-builder.ts';
import { readCommittedRecords } from '../support/read-committed-records.ts';
import { projectOf, runProject } from '../support/running-session.ts';

const exactlyOnce = { guarantee: 'exactly-once' } as const;

describe('a consumer that delivers exactly once', () => {
  it('has each effect once, whatever its handler does and whenever its process is killed', async () => {
    const running = await runCopyingShop(exactlyOnce, { target: { type: 'embedded' } });
    expect(await brokenPromisesOf(running)).toEqual([]);
  });

  it('does so with batches too', async () => {
    const running = await runCopyingShop(
      { ...exactlyOnce, batch: { maxRecords: 7 } },
      { target: { type: 'embedded' } },
    );
    expect(await brokenPromisesOf(running)).toEqual([]);
  });

  it('has each effect once though a process that was frozen goes on with partitions that others have by then', async () => {
    const count = 300;
    const graph = graphOf(
      [
        producer('web', { trigger: { type: 'replay', file: 'orders.jsonl', format: 'jsonl', perSecond: 15 } }),
        topic('orders', { partitions: 2 }),
        consumer('one', { ...exactlyOnce, group: 'billing', service: 'first', timeoutMs: 30_000 }),
        consumer('two', { ...exactlyOnce, group: 'billing', service: 'second', timeoutMs: 30_000 }),
        topic('paid', { partitions: 1 }),
      ],
      ['web > orders > one > paid', 'orders > two > paid'],
      { services: [service('first'), service('second')] },
    );
    const billing = `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { emit }) => {
  await emit('paid', { value: { n: event.value, pid: process.pid } });
  await new Promise((resolve) => setTimeout(resolve, 60));
});
`;
    const project = await projectOf(graph, {
      'orders.jsonl': Array.from({ length: count }, (_, n) => String(n)).join('\n'),
      'handlers/web.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ payload }, { emit }) => {
  await emit('orders', { value: payload, partition: Number(payload) % 2 });
});
`,
      'handlers/one.ts': billing,
      'handlers/two.ts': billing,
    });
    const running = await runProject(project, { target: { type: 'embedded' }, maxTicks: count });
    const paid = async () =>
      (await readCommittedRecords(running.bootstrap, ['paid'])).map(
        ({ value }) => JSON.parse(value ?? '{}') as { n: number; pid: number },
      );
    const pidsSeen = async () => [...new Set((await paid()).map(({ pid }) => pid))];
    await vi.waitFor(async () => expect(await pidsSeen()).toHaveLength(2), { timeout: 60_000, interval: 100 });
    const [frozen = 0] = await pidsSeen();
    onTestFinished(() => {
      // Where the test has failed; otherwise it goes on by then.
      if (running.reports('host-lost').length === 0) process.kill(frozen, 'SIGCONT');
    });
    process.kill(frozen, 'SIGSTOP');
    const isAlone = ({ assignment }: { assignment: readonly { partitions: readonly number[] }[] }) =>
      assignment.flatMap(({ partitions }) => partitions).length === 2;
    const before = running.reports('member-joined').length;
    await running.report(
      'member-joined',
      (report) => running.reports('member-joined').indexOf(report) >= before && isAlone(report),
    );
    // The other has gone on in the frozen one's partition.
    const [alone = 0] = (await pidsSeen()).filter((pid) => pid !== frozen);
    const both = async () =>
      new Set(
        (await paid())
          .slice(-20)
          .filter(({ pid }) => pid === alone)
          .map(({ n }) => n % 2),
      );
    await vi.waitFor(async () => expect((await both()).size).toBe(2), { timeout: 60_000, interval: 100 });
    process.kill(frozen, 'SIGCONT');
    expect(await running.session.settled()).toBe('settled');
    expect((await paid()).map(({ n }) => n).toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
  });

  it('refuses what is emitted after its call, since no transaction is left for it', async () => {
    const graph = graphOf(
      [
        producer('web', { trigger: { type: 'replay', file: 'orders.jsonl', format: 'jsonl' } }),
        topic('orders', { partitions: 1 }),
        consumer('billing', exactlyOnce),
        topic('paid', { partitions: 1 }),
      ],
      ['web > orders > billing > paid'],
    );
    const project = await projectOf(graph, {
      'orders.jsonl': '{}',
      'handlers/web.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => void (await emit('orders', { value: {} })));
`,
      'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit, log }) => {
  await emit('paid', { value: 'in time' });
  setTimeout(() => {
    emit('paid', { value: 'too late' }).catch((error) => log.warn(error.code + ': ' + error.message));
  }, 50);
});
`,
    });
    const running = await runProject(project, { target: { type: 'embedded' }, maxTicks: 1 });
    const { message } = await running.report('log');
    expect(message).toMatch(/^call-ended: .*exactly once/);
    const paid = await running.read('paid');
    expect(paid.map(({ value }) => value)).toEqual(['"in time"']);
  });
});
