import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectOf, runProject } from '../support/running-session.ts';

const graph = graphOf(
  [
    producer('source'),
    topic('orders', { partitions: 1 }),
    topic('sizes', { partitions: 1 }),
    topic('paid', { partitions: 1 }),
    consumer('billing', {
      batch: { maxRecords: 5 },
      timeoutMs: 20_000,
      retry: { limit: 1, backoffMs: 5, factor: 1, maxBackoffMs: 5 },
      whenExhausted: 'dead-letter',
    }),
  ],
  ['source > orders > billing > paid', 'billing > sizes'],
);

const source = `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await Promise.all((tick.payload as number[]).map((order) => emit('orders', { value: order })));
});
`;

describe('a batch consumer', () => {
  it('gets several at once, each keeps its own cause, and only the poisonous one of them is dead-lettered', async () => {
    const running = await runProject(
      await projectOf(graph, {
        'handlers/source.ts': source,
        'handlers/billing.ts': `import { defineBatchConsumer } from 'topicraft';
export default defineBatchConsumer(async (events, { emit }) => {
  await emit('sizes', { value: events.length });
  if (events.some((event) => event.value === 7)) throw new Error('seven');
  for (const event of events) await emit('paid', { value: event.value, cause: event });
});
`,
      }),
      { target: { type: 'embedded' } },
    );
    const orders = Array.from({ length: 12 }, (_, n) => n);
    expect(await running.session.sendNow('source', orders)).toMatchObject({ ok: true });
    await running.report('handled', ({ node, offset }) => node === 'billing' && offset === '11');

    const paid = await running.read('paid');
    expect(paid.map(({ value }) => Number(value))).toEqual(orders.filter((n) => n !== 7));
    const idOf = new Map((await running.read('orders')).map(({ value, headers }) => [value, headers['topicraft-id']]));
    const causes = new Map(
      running
        .reports('emitted')
        .flatMap(({ topic, eventId, causeId, causeKnown }) =>
          topic === 'paid' ? [[eventId, { causeId, causeKnown }]] : [],
        ),
    );
    for (const { value, headers } of paid) {
      const cause = causes.get(headers['topicraft-id'] ?? '');
      expect(cause).toEqual({ causeId: idOf.get(value), causeKnown: 'known' });
    }
    const letters = await running.read('billing.dlq');
    expect(letters.map(({ value }) => value)).toEqual(['7']);
    expect(letters[0]?.headers).toMatchObject({ 'topicraft-error-message': 'seven', 'topicraft-attempts': '2' });
    const sizes = (await running.read('sizes')).map(({ value }) => Number(value));
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
  });
});
