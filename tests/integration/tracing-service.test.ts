import { describe, expect, it, onTestFinished } from 'vitest';
import type { TraceSummary } from '../../shared/contract/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [
    producer('shop'),
    topic('orders'),
    consumer('billing', {
      whenExhausted: 'dead-letter',
      retry: { limit: 1, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
    }),
    topic('paid'),
    consumer('mailer'),
    topic('mailed'),
    topic('unrelated'),
  ],
  ['shop > orders > billing > paid > mailer > mailed'],
);

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { key: String(tick.payload), value: { order: tick.payload } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
let late: any;
export default defineConsumer(async (event: any, { emit }) => {
  if (event.value.order === 'bad') throw new Error('the card is declined');
  // What was kept of another call emits in this one's name.
  if (event.value.order === 'moved') {
    await late('paid', { key: 'moved', value: { order: 'moved' } });
    return;
  }
  late = emit;
  await emit('paid', { key: event.key, value: event.value });
});
`,
  'handlers/mailer.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit }) => {
  await emit('mailed', { key: event.key, value: event.value });
});
`,
};

async function run(): Promise<WatchedSession> {
  const session = await WatchedSession.open(await projectWith(graph, files), { tracingBudget: 1 });
  await session.start();
  return session;
}

async function sell({ client, projectId }: WatchedSession, ...orders: string[]): Promise<void> {
  for (const payload of orders) await client.session.sendNow({ projectId, producer: 'shop', payload });
}

/** Resolves when the traces are as wanted; they come a few times a second. */
async function traces(
  { client, projectId }: WatchedSession,
  wanted: (all: TraceSummary[]) => boolean,
): Promise<TraceSummary[]> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const known = new Map<string, TraceSummary>();
  for await (const frame of await client.tracing.watch({ projectId }, { signal: abort.signal })) {
    for (const trace of frame.traces) known.set(trace.traceId, trace);
    expect(frame).toMatchObject({ dropped: 0, share: 1 });
    if (wanted([...known.values()])) break;
  }
  return [...known.values()];
}

describe('the traces of a project', () => {
  it('come as events do, and tell their lives and what became of them', async () => {
    const session = await run();
    const { client, projectId } = session;
    await sell(session, 'good', 'bad');
    const all = await traces(
      session,
      (known) => known.filter(({ records, deadLetters }) => records === 3 || deadLetters === 1).length === 2,
    );
    // What had ended last is told by now too.
    await client.session.stop({ projectId });
    const good = all.find(({ root }) => root?.key === 'good');
    expect(good).toMatchObject({
      records: 3,
      failedAttempts: 0,
      root: { topic: { id: 'orders', name: 'orders' }, node: { id: 'shop' } },
    });
    const life = await client.tracing.life({ projectId, of: { type: 'event', eventId: good?.root?.eventId ?? '' } });
    expect(life.events.map(({ topic: { name }, edge, node }) => [name, edge, node?.id])).toEqual([
      ['orders', 'root', 'shop'],
      ['paid', 'known', 'billing'],
      ['mailed', 'known', 'mailer'],
    ]);
    for (const { attempts, records } of life.events) {
      const [record] = records;
      expect(record?.appendedMs).toBeGreaterThanOrEqual(record?.sentMs ?? Infinity);
      for (const { fetchedMs = 0, startedMs = 0, endedMs = 0, outcome } of attempts) {
        expect(outcome).toBe('done');
        expect(fetchedMs).toBeGreaterThanOrEqual(record?.sentMs ?? Infinity);
        expect(startedMs).toBeGreaterThanOrEqual(fetchedMs);
        expect(endedMs).toBeGreaterThanOrEqual(startedMs);
      }
    }

    const { events: found } = await client.tracing.search({ projectId, question: { deadLettered: true } });
    expect(found).toMatchObject([
      { key: 'bad', topic: { id: 'orders' }, trace: { deadLetters: 1, failedAttempts: 2 } },
    ]);
    const [letter] = found;
    const failed = await client.tracing.life({
      projectId,
      of: { type: 'event', eventId: letter?.eventId ?? '' },
      direction: 'forward',
    });
    expect(failed.events.map(({ topic: { name }, edge }) => [name, edge])).toEqual([
      ['orders', 'root'],
      ['billing.dlq', 'dead-letter'],
    ]);
    expect(
      failed.events[0]?.attempts.map(({ tries, outcome, error }) => [tries, outcome, error?.message, error?.place]),
    ).toEqual([
      [1, 'failed', 'the card is declined', { file: 'handlers/billing.ts', line: 4, column: 42 }],
      [2, 'failed', 'the card is declined', { file: 'handlers/billing.ts', line: 4, column: 42 }],
    ]);

    const asked = { from: 'orders', to: 'mailed', withinMs: 0 };
    const missed = await client.tracing.missed({ projectId, question: asked });
    expect(
      missed.events.map(({ event, last, reachedAfterMs }) => [
        event.key,
        last.state,
        last.node?.id,
        reachedAfterMs !== undefined,
      ]),
    ).toEqual([
      ['bad', 'dead-lettered', 'billing', false],
      ['good', 'waiting', undefined, true],
    ]);
    await expect(client.tracing.missed({ projectId, question: { ...asked, to: 'unrelated' } })).rejects.toMatchObject({
      code: 'NO_PATH',
      message: 'No wires lead from orders to unrelated.',
    });
    await expect(client.tracing.missed({ projectId, question: { ...asked, to: 'nowhere' } })).rejects.toMatchObject({
      code: 'NODE_UNKNOWN',
    });
    await expect(client.tracing.life({ projectId, of: { type: 'event', eventId: 'nobody' } })).rejects.toMatchObject({
      code: 'NOT_TRACED',
    });
  });

  it('say where a cause is a guess, and take over the trace of whoever wrote from outside', async () => {
    const session = await run();
    const { client, projectId } = session;
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await client.records.send({
      projectId,
      topic: 'orders',
      key: base64('foreign'),
      value: base64('{"order":"foreign"}'),
      headers: [{ name: 'traceparent', value: base64(`00-${traceId}-b7ad6b7169203331-01`) }],
    });
    await traces(session, (all) => all.some((trace) => trace.traceId === traceId && trace.records === 3));
    await sell(session, 'moved');
    await traces(session, (all) => all.some(({ root: each, records }) => each?.key === 'foreign' && records > 3));
    await client.session.stop({ projectId });
    const { events } = await client.tracing.search({ projectId, question: { id: traceId } });
    const root = events.at(-1);
    expect(root).toMatchObject({ key: 'foreign', topic: { id: 'orders' }, traceId });
    const { topic: name, partition = -1, offset = '' } = root ?? {};
    const life = await client.tracing.life({
      projectId,
      of: { type: 'record', topic: name?.id ?? '', partition, offset },
      direction: 'forward',
    });
    expect(life.events.map(({ topic: { id }, key, edge, node }) => [id, key, edge, node?.id])).toEqual([
      ['orders', 'foreign', 'root', undefined],
      ['paid', 'foreign', 'known', 'billing'],
      ['paid', 'moved', 'late', 'billing'],
      ['mailed', 'foreign', 'known', 'mailer'],
      ['mailed', 'moved', 'known', 'mailer'],
    ]);
    const mailed = life.events.at(-1)?.records[0];
    const detail = await client.records.detail({
      projectId,
      topic: 'mailed',
      partition: mailed?.partition ?? 0,
      offset: mailed?.offset ?? '',
    });
    const header = detail.headers.find((each) => each.name === 'traceparent')?.value ?? '';
    expect(Buffer.from(header, 'base64').toString()).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  });

  it('are switched off and on while it runs, outlive it, and are forgotten when asked', async () => {
    const session = await run();
    const { client, projectId } = session;
    const keys = async (): Promise<(string | null)[]> =>
      (await client.tracing.search({ projectId, question: {} })).events.map(({ key }) => key);
    const settled = (name: string, count: number) => session.until(() => session.topic(name)?.records === count);
    await sell(session, 'first');
    await settled('mailed', 1);
    await client.tracing.change({ projectId, isOn: false, ringBytes: 32 * 1024 * 1024 });
    await sell(session, 'second');
    await settled('mailed', 2);
    await client.tracing.change({ projectId, isOn: true });
    await sell(session, 'third');
    await settled('mailed', 3);
    await client.session.stop({ projectId });
    expect(await keys()).toEqual(['third', 'first']);
    const overview = await client.tracing.overview({ projectId });
    expect(overview).toMatchObject({
      state: 'on',
      settings: { isOn: true, ringBytes: 32 * 1024 * 1024 },
      driver: 'node:sqlite',
      sessions: [{ isLive: false, target: 'embedded', traces: 2, lostHops: 0, lowestShare: 1 }],
    });
    await client.tracing.change({ projectId, isOn: false });
    await session.start();
    await sell(session, 'fourth');
    await client.session.stop({ projectId });
    expect((await client.tracing.overview({ projectId })).sessions).toHaveLength(1);
    await client.tracing.forget({ projectId });
    expect(await keys()).toEqual([]);

    const question = { id: 'q1', name: 'unpaid', question: { from: 'orders', to: 'paid', withinMs: 5000 } };
    await client.tracing.saveQuestion({ projectId, question });
    expect(await client.tracing.saveQuestion({ projectId, question: { ...question, name: 'never paid' } })).toEqual([
      { ...question, name: 'never paid' },
    ]);
    expect(await client.tracing.removeQuestion({ projectId, id: 'q1' })).toEqual([]);
  });
});
