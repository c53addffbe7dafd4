import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [
    producer('shop'),
    topic('orders', { partitions: 1 }),
    topic('paid', { partitions: 1 }),
    consumer('billing', {
      whenExhausted: 'stop-partition',
      retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
      timeoutMs: 20_000,
    }),
  ],
  ['shop > orders > billing > paid'],
);

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'shop'>(async (tick, { emit }) => {
  await emit('orders', { value: tick.payload });
});
`,
  'handlers/billing.ts': billing(''),
};

function billing(before: string): string {
  return `import { defineConsumer } from 'topicraft';
export default defineConsumer<'billing'>(async (event, { emit, log }) => {
  ${before}
  await emit('paid', { value: event.value });
  log.info('paid ' + event.value);
});
`;
}

async function runWith(handler: string) {
  const session = await WatchedSession.open(await projectWith(graph, { ...files, 'handlers/billing.ts': handler }));
  await session.start();
  const { client, projectId } = session;
  const send = (payload: unknown) => client.session.sendNow({ projectId, producer: 'shop', payload });
  return { session, send, client, projectId };
}

describe('a node', () => {
  it('stands still at an event until its handler is mended and it is told to try again', async () => {
    const { session, send, client, projectId } = await runWith(
      billing(`if (event.value === 'bad') throw new Error('not this one');`),
    );
    const at = { projectId, consumer: 'billing', topic: 'orders', partition: 0 };
    await expect(client.session.restartPartition(at)).rejects.toMatchObject({ code: 'NOT_STOPPED' });
    for (const payload of ['good', 'bad', 'after']) await send(payload);
    const status = await session.until(() => {
      const found = session.consumer('billing');
      return found?.stoppedPartitions.length === 1 ? found : undefined;
    });
    expect(status).toMatchObject({
      state: 'error',
      reason: 'Partition 0 of orders stands still at offset 1.',
      stoppedPartitions: [{ topic: 'orders', partition: 0, offset: '1' }],
    });
    await session.edit({ type: 'write-handler-file', file: 'handlers/billing.ts', text: billing('') });
    await client.session.deploy({ projectId, node: 'billing' });
    await client.session.restartPartition(at);
    await session.until(() => session.logs.some(({ message }) => message === 'paid after'));
    await session.until(() => session.consumer('billing')?.stoppedPartitions.length === 0);
    const said = session.logs.filter(({ level }) => level === 'info').map(({ message }) => message);
    expect(said).toEqual(['paid good', 'paid bad', 'paid after']);
  });

  it('is told to have died, and to be back', async () => {
    const { session, send } = await runWith(billing(`if (event.value === 'deadly') process.exit(3);`));
    await send('deadly');
    await session.until(() => session.happenings.some(({ kind, node }) => kind === 'crash' && node === 'billing'));
    await session.until(() => session.happenings.some(({ kind, node }) => kind === 'recovered' && node === 'billing'));
    expect(session.logs.some(({ level, node }) => level === 'error' && node === 'billing')).toBe(true);
  });

  it('takes its new name, and that of a topic, along with the code that says them', async () => {
    const { session, send, client, projectId } = await runWith(billing(''));
    await send('one');
    await session.until(() => session.edges.get('e2')?.events === 1);
    await session.rename('paid', 'settled');
    await session.until(() => session.happenings.some(({ kind, node }) => kind === 'deploy' && node === 'billing'));
    await session.until(() => session.consumer('billing')?.deployment === 'current');
    await send('two');
    await session.until(() => session.edges.get('e2')?.events === 2);
    await session.rename('billing', 'cashier');
    await session.until(() => session.logs.some(({ message }) => message === 'paid two'));
    await session.until(() => session.consumer('billing')?.deployment === 'current');
    await send('three');
    await session.until(() => session.edges.get('e2')?.events === 3);
    expect(session.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    await client.session.stop({ projectId });
  });

  it('cannot be sent what does not run', async () => {
    const { session, send, client, projectId } = await runWith(billing(''));
    await expect(client.session.sendNow({ projectId, producer: 'nobody', payload: 1 })).rejects.toMatchObject({
      code: 'NOT_SENT',
    });
    await client.session.stop({ projectId });
    await expect(send('late')).rejects.toMatchObject({ code: 'NOT_SENT' });
    await session.until(() => session.overview?.state === 'idle');
  });
});
