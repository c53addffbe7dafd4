import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FoundEvent, Rerun, TraceQuestion } from '../../shared/contract/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { folderWith, projectWith } from '../support/project-folder.ts';
import { repositoryFolder, topicraft } from '../support/topicraft-command.ts';
import { WatchedSession } from '../support/watched-session.ts';

/** Events that were handled, once there are such. */
async function handled(
  { client, projectId }: WatchedSession,
  question: TraceQuestion,
  fits: (event: FoundEvent) => boolean = () => true,
): Promise<FoundEvent> {
  const look = async (): Promise<FoundEvent | undefined> => {
    const { events } = await client.tracing.search({ projectId, question, limit: 1000 });
    return events.find((event) => event.offset !== undefined && fits(event));
  };
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  // Frames come whenever traces have changed, the first one at once.
  for await (const frame of await client.tracing.watch({ projectId }, { signal: abort.signal })) {
    const found = frame.traces.length > 0 ? await look() : undefined;
    if (found) return found;
  }
  throw new Error('The traces have ended without such an event.');
}

function placeOf({ topic: { name }, partition = 0, offset = '' }: FoundEvent) {
  return { topic: name, partition, offset };
}

describe('an event of the e-commerce example', () => {
  it('is run again, saved as a test, fails with the right difference once its handler is broken, and passes mended', async () => {
    const folder = await folderWith({});
    await cp(path.join(repositoryFolder, 'examples/ecommerce'), folder, { recursive: true });
    const session = await WatchedSession.open(folder, { tracingBudget: 1 });
    const { client, projectId } = session;
    await session.start();
    const node = session.idOf('payment-service');
    const charged = await handled(
      session,
      { topic: 'payments', text: '"charged"' },
      ({ trace }) => trace.attempts > 2 && trace.failedAttempts === 0,
    );
    await client.session.stop({ projectId });
    const life = await client.tracing.life({
      projectId,
      of: { type: 'event', eventId: charged.eventId },
      direction: 'backward',
    });
    const [cause] = life.events.filter(({ topic: { name } }) => name === 'stock');
    const [place] = cause?.records ?? [];
    const record = { topic: 'stock', partition: place?.partition ?? 0, offset: place?.offset ?? '' };

    const handlers = await client.proof.handlersOf({ projectId, record });
    expect(handlers.find((each) => each.node.id === node)?.attempts).toMatchObject([{ tries: 1, outcome: 'done' }]);
    const same = await client.proof.rerun({ projectId, record, node });
    expect(same).toMatchObject({ records: 1, differences: [], notes: [], now: { ok: true }, before: { ok: true } });
    expect(same.now.emitted).toEqual(same.before?.emitted);
    expect(same.now.emitted).toMatchObject([{ topic: 'payments', key: charged.key }]);

    const { file, isOnDisk } = await client.proof.saveTest({ projectId, record, node, expect: 'before' });
    expect(file).toMatch(/^tests\/payment-service-.+\.json$/);
    expect(isOnDisk).toBe(true);
    expect(await topicraft('test', folder)).toMatchObject({
      code: 0,
      errors: '',
      output: expect.stringMatching(/^ok tests\/\S+\.json payment-service \d+ ms\n1 of 1 test passed\n$/),
    });

    const handler = path.join(folder, 'handlers/payment-service.ts');
    const text = await readFile(handler, 'utf8');
    await writeFile(handler, text.replace(`=== 'approved' ? 'charged'`, `!== 'approved' ? 'charged'`));
    const broken = await topicraft('test', folder);
    expect(broken).toMatchObject({ code: 1, errors: '' });
    expect(broken.output.split('\n').slice(1)).toEqual([
      `    → payments · key ${charged.key}`,
      '      value.status',
      '        - "charged"',
      '        + "declined"',
      '0 of 1 test passed',
      '',
    ]);
    const json = await topicraft('test', folder, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.output)).toMatchObject({
      ok: false,
      tests: [
        {
          file,
          node: 'payment-service',
          ok: false,
          differences: [
            { type: 'changed', topic: 'payments', path: 'value.status', expected: '"charged"', given: '"declined"' },
          ],
        },
      ],
    });
    // The window's own handler, which it has taken up from the disk, gives the same difference.
    let again: Rerun = same;
    while (again.differences?.length === 0) again = await client.proof.rerun({ projectId, record, node });
    expect(again.differences).toMatchObject([{ type: 'changed', path: 'value.status', given: '"declined"' }]);

    await writeFile(handler, text);
    expect(await topicraft('test', folder)).toMatchObject({ code: 0, errors: '' });
  });
});

const graph = graphOf(
  [
    producer('shop'),
    topic('orders', { partitions: 1 }),
    consumer('billing', {
      whenExhausted: 'dead-letter',
      retry: { limit: 1, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
    }),
    topic('paid', { partitions: 1 }),
    consumer('sums', { batch: { maxRecords: 100 } }),
    topic('sums-made', { format: 'text' }),
  ],
  ['shop > orders > billing > paid > sums > sums-made'],
);

const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  for (const name of tick.payload as string[]) await emit('orders', { key: name, value: { name } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
const once = new Set<string>();
export default defineConsumer(async (event: any, { emit, clock, random, attempt }) => {
  const { name } = event.value;
  if (name === 'bad') throw new Error('the card of ' + name + ' is declined, try ' + attempt);
  if (name === 'second' && attempt === 1) throw new Error('not yet');
  const begunMs = clock.nowMs();
  await new Promise((resolve) => setTimeout(resolve, 3));
  await emit('paid', {
    key: event.key,
    value: { name, attempt, begunMs, endedMs: clock.nowMs(), luck: random(), place: event.offset, at: event.timestampMs, id: event.id },
    headers: { by: 'billing' },
  });
});
`,
  'handlers/sums.ts': `import { defineBatchConsumer } from 'topicraft';
export default defineBatchConsumer(async (events, { emit, random }) => {
  for (const event of [...events].reverse()) {
    await emit('sums-made', { value: (event.value as any).name + ' of ' + events.length + ' ' + random(), cause: event });
  }
});
`,
};

async function shop(options: { text?: string } = {}): Promise<WatchedSession> {
  const folder = await projectWith(graph, {
    ...files,
    ...(options.text !== undefined && { 'handlers/billing.ts': options.text }),
  });
  const session = await WatchedSession.open(folder, { tracingBudget: 1 });
  await session.start();
  return session;
}

async function sell({ client, projectId }: WatchedSession, ...names: string[]): Promise<void> {
  await client.session.sendNow({ projectId, producer: 'shop', payload: names });
}

describe('a handler that is run again on an event', () => {
  it('has clock, random, attempt, place and time of then, so that it gives the very same', async () => {
    const session = await shop();
    const { client, projectId } = session;
    await sell(session, 'first', 'second');
    for (const [key, tries] of [
      ['first', 1],
      ['second', 2],
    ] as const) {
      await handled(session, { topic: 'sums-made', text: `${key} of` });
      const order = await handled(session, { topic: 'orders', key });
      const run = await client.proof.rerun({ projectId, record: placeOf(order), node: 'billing' });
      expect(run).toMatchObject({ differences: [], notes: [], conditions: { attempt: tries } });
      expect(run.conditions.clockMs).toHaveLength(2);
      expect(run.now.emitted).toEqual(run.before?.emitted);
      expect(JSON.parse(run.now.emitted[0]?.value ?? '')).toMatchObject({
        name: key,
        attempt: tries,
        place: placeOf(order).offset,
      });
    }
    // The attempt before failed, and does so again.
    const record = placeOf(await handled(session, { topic: 'orders', key: 'second' }));
    const [{ attempts } = { attempts: [] }] = await client.proof.handlersOf({ projectId, record });
    expect(attempts.map(({ tries, outcome }) => [tries, outcome])).toEqual([
      [1, 'failed'],
      [2, 'done'],
    ]);
    const failed = await client.proof.rerun({
      projectId,
      record,
      node: 'billing',
      attempt: attempts[0]?.attempt ?? '',
    });
    expect(failed).toMatchObject({
      differences: [],
      before: { error: { message: 'not yet' } },
      now: { error: { message: 'not yet' } },
    });
  });

  it('is called with the whole batch, and its emits are told by their causes', async () => {
    const session = await shop();
    const { client, projectId } = session;
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    // What has gathered in the topic comes to it at once.
    await client.session.setNodeRunning({ projectId, node: 'sums', running: false });
    await sell(session, ...names);
    await session.until(() => session.topic('paid')?.records === names.length);
    await client.session.setNodeRunning({ projectId, node: 'sums', running: true });
    const last = await handled(session, { topic: 'sums-made', text: 'n19 of' });
    const size = Number(/of (\d+)/.exec(last.value ?? '')?.[1]);
    const record = placeOf(await handled(session, { topic: 'paid', key: 'n19' }));
    const run = await client.proof.rerun({ projectId, record, node: 'sums' });
    expect(size).toBeGreaterThan(1);
    expect(run).toMatchObject({ records: size, differences: [], notes: [] });
    expect(run.now.emitted).toHaveLength(size);
    const saved = await client.proof.saveTest({ projectId, record, node: 'sums', expect: 'before' });
    const folder = await client.projects.open({ folder: session.folder });
    expect(folder.ok && JSON.parse(folder.project.tests[saved.file] ?? '').batch).toHaveLength(size - 1);
    expect(await topicraft('test', session.folder)).toMatchObject({ code: 0, errors: '' });
  });

  it('fails as it failed, and a test of that passes until the message is another', async () => {
    const session = await shop();
    const { client, projectId } = session;
    await sell(session, 'bad');
    await handled(session, { topic: 'orders', key: 'bad', deadLettered: true });
    const record = placeOf(await handled(session, { topic: 'orders', key: 'bad' }));
    const run = await client.proof.rerun({ projectId, record, node: 'billing' });
    expect(run).toMatchObject({ differences: [], before: { ok: false }, now: { ok: false } });
    expect(run.now.error?.message).toBe('the card of bad is declined, try 2');
    await client.proof.saveTest({ projectId, record, node: 'billing', expect: 'before' });
    expect(await topicraft('test', session.folder)).toMatchObject({ code: 0 });
    const handler = path.join(session.folder, 'handlers/billing.ts');
    await writeFile(handler, files['handlers/billing.ts'].replace('is declined', 'was taken'));
    const { code, output } = await topicraft('test', session.folder);
    expect(code).toBe(1);
    expect(output).toContain('    It should have failed with:\n      - the card of bad is declined, try 2\n');
    expect(output).toContain('      + the card of bad was taken, try 2\n');
    expect(output).toContain('handlers/billing.ts:5:');
  });

  it('can be saved with what it gives now, where that is what is wanted', async () => {
    const session = await shop();
    const { client, projectId } = session;
    await sell(session, 'first');
    await handled(session, { topic: 'sums-made', text: 'first of' });
    const record = placeOf(await handled(session, { topic: 'orders', key: 'first' }));
    await session.edit({
      type: 'write-handler-file',
      file: 'handlers/billing.ts',
      text: files['handlers/billing.ts'].replace(`by: 'billing'`, `by: 'another'`),
    });
    const run = await client.proof.rerun({ projectId, record, node: 'billing' });
    expect(run.differences).toMatchObject([{ path: 'header by', expected: '"billing"', given: '"another"' }]);
    const { file, isOnDisk } = await client.proof.saveTest({ projectId, record, node: 'billing', expect: 'now' });
    // The handler is unsaved, so the test is too.
    expect({ file, isOnDisk }).toEqual({ file: 'tests/billing-first.json', isOnDisk: false });
    await client.projects.save({ projectId });
    expect(await topicraft('test', session.folder)).toMatchObject({ code: 0 });
    const second = await client.proof.saveTest({ projectId, record, node: 'billing', expect: 'before' });
    expect(second).toEqual({ file: 'tests/billing-first-2.json', isOnDisk: true });
    expect(await topicraft('test', session.folder)).toMatchObject({
      code: 1,
      output: expect.stringContaining('1 of 2'),
    });
  });

  it('runs on what tracing has kept where the record has gone, and says so', async () => {
    const session = await shop();
    const { client, projectId } = session;
    await sell(session, 'first');
    await handled(session, { topic: 'sums-made', text: 'first of' });
    const record = placeOf(await handled(session, { topic: 'orders', key: 'first' }));
    await client.session.reset({ projectId });
    const run = await client.proof.rerun({ projectId, record, node: 'billing' });
    expect(run.now).toMatchObject({ ok: true, emitted: [{ topic: 'paid', key: 'first' }] });
    expect(run.notes).toEqual([
      expect.stringContaining('orders 0:0 has gone from its topic'),
      expect.stringContaining('1 of the 1 records that it emitted have gone'),
    ]);
    // A new broker has another record at the same place, which is not taken for it.
    await session.start();
    await sell(session, 'other');
    await handled(session, { topic: 'sums-made', text: 'other of' });
    const attempt = run.conditions.attempt;
    expect(attempt).toBe(1);
    const now = await client.proof.rerun({ projectId, record, node: 'billing' });
    expect(now.now.emitted[0]?.key).toBe('other');
  });

  it('needs no traces to run on a record, and says what it can’t compare', async () => {
    const session = await shop();
    const { client, projectId } = session;
    await client.tracing.change({ projectId, isOn: false });
    await sell(session, 'first');
    await session.until(() => (session.topic('sums-made')?.records ?? 0) > 0);
    const record = { topic: 'orders', partition: 0, offset: '0' };
    const run = await client.proof.rerun({ projectId, record, node: 'billing' });
    expect(run.before).toBeUndefined();
    expect(run.notes).toEqual([expect.stringContaining('can’t be compared')]);
    expect(run.now.emitted).toMatchObject([{ topic: 'paid', key: 'first' }]);
    const refused = client.proof.saveTest({ projectId, record, node: 'billing', expect: 'before' });
    await expect(refused).rejects.toMatchObject({ code: 'NOT_SAVED' });
    await expect(
      client.proof.rerun({ projectId, record: { ...record, offset: '77' }, node: 'billing' }),
    ).rejects.toMatchObject({ code: 'RECORD_GONE' });
    await expect(client.proof.rerun({ projectId, record, node: 'shop' })).rejects.toMatchObject({
      code: 'NODE_UNKNOWN',
    });
  });
});

describe('topicraft test', () => {
  it('says what is no test, which handler does not compile, and of none that there are none', async () => {
    const folder = await projectWith(graph, files);
    expect(await topicraft('test', folder)).toMatchObject({ code: 0, output: expect.stringContaining('has no tests') });
    const event = { topic: 'orders', key: 'a', value: '{"name":"a"}' };
    const bad = await projectWith(graph, {
      ...files,
      'handlers/billing.ts': 'const = 1;',
      'tests/a.json': JSON.stringify({ node: 'billing', event }),
      'tests/b.json': JSON.stringify({ node: 'nobody', event }),
      'tests/c.json': JSON.stringify({ anything: true }),
      'tests/d.json': '{',
      'tests/e.json': JSON.stringify({ node: 'sums', event: { ...event, topic: 'nowhere' } }),
    });
    const { code, output, errors } = await topicraft('test', bad);
    expect({ code, errors }).toEqual({ code: 1, errors: '' });
    for (const part of [
      'failed tests/a.json billing',
      'handlers/billing.ts:1',
      'The graph has no producer and no consumer "nobody".',
      'It is no captured test: node:',
      'tests/d.json',
      'The graph has no topic "nowhere".',
      '0 of 4 tests passed',
    ]) {
      expect(output).toContain(part);
    }
    expect(await topicraft('test', path.join(folder, 'nowhere'))).toMatchObject({ code: 1 });
  });
});
