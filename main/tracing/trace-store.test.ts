import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Life } from '../../shared/contract/index.ts';
import { emittedEventId } from '../../shared/lib/index.ts';
import { idOf, TellingHost, type ToldEvent } from '../../tests/support/told-hops.ts';
import type { DatabaseDriver } from './store/database.ts';
import { TraceStore, type TraceStoreOptions } from './trace-store.ts';

const drivers: DatabaseDriver[] = ['node:sqlite', 'node-sqlite3-wasm'];
const ringBytes = 64 * 1024 * 1024;

const nodes = ['shop', 'billing', 'mailer', 'clerk'].map((id) => ({ id, name: `the ${id}` }));
const topics = ['orders', 'paid', 'mailed', 'orders.dlq', 'refunds'].map((name) => ({
  id: `t-${name}`,
  name,
  kafkaName: name,
}));

function freshFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'topicraft-traces-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'traces.sqlite');
}

async function opened(driver: DatabaseDriver, options: Partial<TraceStoreOptions> = {}): Promise<TraceStore> {
  return await TraceStore.open({ file: freshFile(), ringBytes, driver, budget: 1, ...options });
}

function begun(store: TraceStore, log = 'log'): number {
  return store.beginSession({ log, target: 'embedded', seed: 1, startedMs: 1000 }, nodes, topics);
}

/** What a life says of who caused what: `child < parent (edge)`, by the events' ids. */
function edgesOf(life: Life | undefined): string[] {
  const byRef = new Map(life?.events.map((event) => [event.ref, event]));
  return (life?.events ?? []).map(({ topic, eventId, parent, edge }) => {
    const cause = parent === undefined ? undefined : byRef.get(parent);
    return `${topic.name} ${eventId} < ${cause ? `${cause.topic.name} ${cause.eventId}` : 'nobody'} (${edge})`;
  });
}

function edge(child: ToldEvent, parent: ToldEvent | undefined, kind: string): string {
  const cause = parent ? `${parent.topic} ${idOf(parent.name)}` : 'nobody';
  return `${child.topic} ${idOf(child.name)} < ${cause} (${kind})`;
}

describe.each(drivers)('a store of traces on %s', (driver) => {
  it('tells the whole life of an event: a batch, a retry, a dead letter and what is made of it', async () => {
    const store = await opened(driver);
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    const one = host.produces('shop', 'orders', 'one');
    const two = host.produces('shop', 'orders', 'two');
    const batch = host.begins('billing', [one, two]);
    const paid = host.emits(batch, 'billing', one, 'paid', 'one paid');
    const guessed = host.emits(batch, 'billing', one, 'paid', 'guessed', 'inferred');
    host.fails(batch);
    host.retries(batch);
    const again = host.begins('billing', [one, two], 2);
    const paidAgain = host.emits(again, 'billing', one, 'paid', 'one paid');
    host.fails(again, 'declined again');
    const letter = host.deadLetters('billing', one, 'orders.dlq', again);
    host.commits('billing', one);
    const clerk = host.begins('clerk', [letter]);
    const refund = host.emits(clerk, 'clerk', letter, 'refunds', 'refund');
    host.ends(clerk);
    store.take(session, 1, host.take(), 0);
    store.write(host.nowMs);

    const life = store.life({ type: 'event', eventId: idOf('one paid') }, 'whole', 100);
    expect(edgesOf(life).sort()).toEqual(
      [
        edge(one, undefined, 'root'),
        edge(paid, one, 'known'),
        edge(guessed, one, 'inferred'),
        edge(letter, one, 'dead-letter'),
        edge(refund, letter, 'known'),
      ].sort(),
    );
    expect(life).toMatchObject({ traceId: one.trace, session, cut: false, known: 6 });
    const [root] = life?.events ?? [];
    expect(root).toMatchObject({
      topic: { id: 't-orders', name: 'orders' },
      node: { id: 'shop', name: 'the shop' },
      key: 'one',
      records: [{ partition: 0, offset: '0' }],
    });
    expect(root?.attempts).toMatchObject([
      {
        tries: 1,
        outcome: 'failed',
        counted: true,
        callRecords: 2,
        retryInMs: 100,
        error: { message: 'declined', place: { file: 'handlers/charge.ts', line: 12, column: 9 } },
      },
      { tries: 2, outcome: 'failed', error: { message: 'declined again' }, givenUp: { way: 'dead-lettered' } },
    ]);
    expect(root?.attempts.every(({ committedMs }) => committedMs !== undefined)).toBe(true);
    const emitted = life?.events.find(({ eventId }) => eventId === idOf('one paid'));
    expect(emitted?.records.map(({ offset }) => offset)).toEqual([paid.offset, paidAgain.offset]);
    expect(new Set(emitted?.records.map(({ attempt }) => attempt)).size).toBe(2);

    expect(edgesOf(store.life({ type: 'record', ...refund }, 'backward', 100))).toEqual([
      edge(one, undefined, 'root'),
      edge(letter, one, 'dead-letter'),
      edge(refund, letter, 'known'),
    ]);
    const forward = store.life({ type: 'record', ...letter, topic: 't-orders.dlq' }, 'forward', 100);
    expect(edgesOf(forward)).toEqual([edge(letter, undefined, 'dead-letter'), edge(refund, letter, 'known')]);
    expect(store.life({ type: 'event', eventId: idOf('nobody') }, 'whole', 100)).toBeUndefined();
    store.close(0);
  });

  it('tells a call whole, as it can be made again: its batch, its clock, and what it emitted in the order of its emits', async () => {
    const store = await opened(driver);
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    const one = host.produces('shop', 'orders', 'one');
    const two = host.produces('shop', 'orders', 'two');
    const failing = host.begins('billing', [one, two]);
    host.emits(failing, 'billing', one, 'paid', 'of a try before');
    host.fails(failing);
    const batch = host.begins('billing', [one, two], 2);
    host.readsClock(batch, [17.5, 18]);
    const names = [emittedEventId(idOf('one'), 'billing', 1), emittedEventId(idOf('one'), 'billing', 0)];
    for (const id of names) host.emits(batch, 'billing', one, 'paid', { id });
    host.emits(batch, 'billing', two, 'refunds', 'of two');
    host.emits(batch, 'billing', two, 'refunds', 'too late', 'late');
    host.ends(batch);
    const alone = host.begins('mailer', [one]);
    host.ends(alone);
    store.take(session, 1, host.take(), 0);
    store.write(host.nowMs);

    const attempts = store.attemptsAt({ type: 'record', ...two });
    expect(attempts.map(({ node, tries, outcome }) => [node.id, tries, outcome])).toEqual([
      ['billing', 1, 'failed'],
      ['billing', 2, 'done'],
    ]);
    const call = store.callOf(attempts[1]?.attempt ?? '');
    expect(call).toMatchObject({
      node: { id: 'billing' },
      session,
      seed: 1,
      tries: 2,
      outcome: 'done',
      clockMs: [17.5, 18],
      callRecords: 2,
      isCut: false,
      records: [one, two].map(({ name, offset }) => ({ eventId: idOf(name), offset, topic: { kafkaName: 'orders' } })),
    });
    expect(call?.emitted.map(({ eventId }) => eventId)).toEqual([...names.toReversed(), idOf('of two')]);
    expect(call?.emitted[2]?.kept).toMatchObject({ isWhole: true });
    expect(store.callOf(attempts[0]?.attempt ?? '')).toMatchObject({
      error: { message: 'declined' },
      clockMs: [],
      emitted: [{ eventId: idOf('of a try before') }],
    });
    expect(store.callOf('123456')).toBeUndefined();
    expect(store.attemptsAt({ type: 'record', ...two, offset: '99' })).toEqual([]);
    store.close(0);
  });

  it('makes no event of what an aborted transaction took back, and says of the attempt that it did', async () => {
    const store = await opened(driver);
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    const one = host.produces('shop', 'orders', 'one');
    const first = host.begins('billing', [one]);
    host.inTransaction('aborted');
    host.emits(first, 'billing', one, 'paid', 'one paid');
    host.emits(first, 'billing', one, 'refunds', 'never seen');
    host.fails(first);
    host.retries(first);
    const again = host.begins('billing', [one], 2);
    host.inTransaction('committed');
    const paid = host.emits(again, 'billing', one, 'paid', 'one paid');
    host.ends(again);
    store.take(session, 1, host.take(), 0);
    store.write(host.nowMs);
    const life = store.life({ type: 'event', eventId: idOf('one') }, 'whole', 10);
    expect(edgesOf(life)).toEqual([edge(one, undefined, 'root'), edge(paid, one, 'known')]);
    expect(life?.events[1]?.records).toMatchObject([{ offset: paid.offset }]);
    expect(life?.events[0]?.attempts).toMatchObject([
      { tries: 1, outcome: 'failed', takenBack: 2 },
      { tries: 2, outcome: 'done' },
    ]);
    expect(life?.events[0]?.attempts[1]).not.toHaveProperty('takenBack');
    expect(store.life({ type: 'event', eventId: idOf('never seen') }, 'whole', 10)).toBeUndefined();
    expect(store.search({ key: 'never seen' }, 10, undefined).events).toEqual([]);
    // What is made again is the handler's call, and that had emitted both.
    const [failed] = store.attemptsAt({ type: 'record', ...one });
    expect(
      store
        .callOf(failed?.attempt ?? '')
        ?.emitted.map(({ eventId }) => eventId)
        .sort(),
    ).toEqual([idOf('one paid'), idOf('never seen')].sort());
    store.close(0);
  });

  it('knows attempts of a host that was killed, told or not, and who gives the event up after it', async () => {
    const store = await opened(driver);
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    const one = host.produces('shop', 'orders', 'one');
    const two = host.produces('shop', 'orders', 'two');
    host.begins('billing', [one]);
    store.take(session, 1, host.take(), 0);
    const inFlight = [one, two].map(({ topic, partition, offset }) => ({
      consumer: 'billing',
      topic,
      partition,
      offsets: [offset],
      failedAttempts: 0,
    }));
    store.hostEnded(session, 1, inFlight, host.nowMs);
    const next = host.successor();
    store.hostStarted(session, 2, 'shop');
    const again = next.begins('billing', [one], 2);
    next.ends(again);
    const letter = next.deadLetters('billing', two, 'orders.dlq');
    store.take(session, 2, next.take(), 0);
    store.write(next.nowMs);
    const attemptsOf = (name: string) =>
      store.life({ type: 'event', eventId: idOf(name) }, 'whole', 10)?.events[0]?.attempts ?? [];
    expect(attemptsOf('one')).toMatchObject([
      { tries: 1, outcome: 'host-lost' },
      { tries: 2, outcome: 'done' },
    ]);
    expect(attemptsOf('two')).toMatchObject([{ tries: 1, outcome: 'host-lost', givenUp: { way: 'dead-lettered' } }]);
    expect(edgesOf(store.life({ type: 'event', eventId: idOf('two') }, 'whole', 10))).toEqual([
      edge(two, undefined, 'root'),
      edge(letter, two, 'dead-letter'),
    ]);
    store.close(0);
  });

  it('takes over what the records say of themselves where their hops were lost', async () => {
    const store = await opened(driver);
    const session = begun(store);
    const at = (topic: string, offset: string, name: string) => ({
      topic,
      partition: 0,
      offset,
      eventId: idOf(name),
      traceId: idOf('tick'),
      fetchedMs: 5,
      timestampMs: 4,
    });
    store.seen(session, [
      { ...at('paid', '3', 'paid'), cause: { eventId: idOf('order'), node: 'billing', certainty: 'late' } },
      { ...at('orders', '7', 'order'), cause: { eventId: idOf('tick'), node: 'shop', certainty: 'known' } },
    ]);
    store.hostStarted(session, 1, 'billing');
    const host = new TellingHost();
    host.ends(
      host.begins('billing', [{ topic: 'orders', partition: 0, offset: '7', name: 'order', trace: idOf('tick') }]),
    );
    store.take(session, 1, host.take(), 0);
    store.write(10);
    const life = store.life({ type: 'event', eventId: idOf('paid') }, 'whole', 10);
    expect(life?.events.map(({ edge: kind, node, topic }) => [topic.name, kind, node?.id])).toEqual([
      ['orders', 'root', 'shop'],
      ['paid', 'late', 'billing'],
    ]);
    store.close(0);
  });

  it('keeps apart what has the same ids in another log, and goes on with a trace in the next session on the same one', async () => {
    const store = await opened(driver);
    const tell = (log: string): number => {
      const session = begun(store, log);
      store.hostStarted(session, 1, 'shop');
      const host = new TellingHost();
      const one = host.produces('shop', 'orders', 'one');
      const attempt = host.begins('billing', [one]);
      host.emits(attempt, 'billing', one, 'paid', 'one paid');
      host.ends(attempt);
      store.take(session, 1, host.take(), 0);
      store.endSession(session, host.nowMs);
      return session;
    };
    tell('first');
    const second = tell('second');
    const life = store.life({ type: 'event', eventId: idOf('one') }, 'whole', 10);
    expect(life).toMatchObject({ session: second, known: 2 });
    expect(life?.events.map(({ records }) => records.length)).toEqual([1, 1]);

    const later = begun(store, 'second');
    store.hostStarted(later, 1, 'mailer');
    const mailer = new TellingHost(2_000_000);
    const paid = { topic: 'paid', partition: 0, offset: '0', name: 'one paid', trace: idOf('tick one') };
    const attempt = mailer.begins('mailer', [paid]);
    mailer.emits(attempt, 'mailer', paid, 'mailed', 'mail');
    mailer.ends(attempt);
    store.take(later, 1, mailer.take(), 0);
    store.endSession(later, mailer.nowMs);
    const whole = store.life({ type: 'event', eventId: idOf('one') }, 'whole', 10);
    expect(whole?.events.map(({ topic }) => topic.name)).toEqual(['orders', 'paid', 'mailed']);
    expect(store.sessions()).toMatchObject([
      { session: later, isLive: false, traces: 1 },
      { session: second, traces: 1 },
      { traces: 1 },
    ]);
    store.close(0);
  });

  it('finds events by key, id, text, error, node, duration and what became of them', async () => {
    const store = await opened(driver);
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    for (let index = 0; index < 30; index += 1) {
      const order = host.produces('shop', 'orders', `order ${index}`, `key-${index % 3}`);
      const attempt = host.begins('billing', [order]);
      if (index === 7) {
        host.fails(attempt, 'no_100%_cover');
        host.deadLetters('billing', order, 'orders.dlq', attempt);
      } else {
        if (index === 9) host.nowMs += 400;
        host.emits(attempt, 'billing', order, 'paid', `paid ${index}`);
        host.ends(attempt);
      }
    }
    store.take(session, 1, host.take(), 0);
    store.write(host.nowMs);
    const found = (question: Parameters<TraceStore['search']>[0]): string[] => {
      const names: string[] = [];
      for (let cursor: string | undefined, pages = 0; pages < 50; pages += 1) {
        const page = store.search(question, 4, cursor);
        expect(page.events.length).toBeLessThanOrEqual(4);
        names.push(
          ...page.events.map(({ topic, value }) => `${topic.name} ${/"name":"([^"]*)"/.exec(value ?? '')?.[1]}`),
        );
        ({ cursor } = page);
        if (cursor === undefined) break;
      }
      return names;
    };
    expect(found({})).toEqual(Array.from({ length: 30 }, (_, index) => `orders order ${29 - index}`));
    expect(found({ key: 'key-1' })).toHaveLength(10);
    expect(found({ key: 'key-' })).toEqual([]);
    expect(found({ id: idOf('paid 3') })).toEqual(['paid paid 3']);
    expect(found({ id: idOf('tick order 3') })).toEqual(['paid paid 3', 'orders order 3']);
    expect(found({ text: 'NAME":"paid 2' })).toHaveLength(11);
    expect(found({ text: '%' })).toEqual([]);
    expect(found({ error: '_100%_' })).toEqual(['orders order 7']);
    expect(found({ error: 'no cover' })).toEqual([]);
    expect(found({ deadLettered: true })).toEqual(['orders order 7']);
    expect(found({ minAttemptMs: 300 })).toEqual(['orders order 9']);
    expect(found({ minTraceMs: 300 })).toEqual(['orders order 9']);
    expect(found({ minAttemptMs: 1 })).toHaveLength(30);
    expect(found({ node: 'billing', topic: 'paid' })).toHaveLength(29);
    expect(found({ node: 'mailer' })).toEqual([]);
    expect(found({ topic: 'nowhere' })).toEqual([]);
    expect(found({ session: session + 1 })).toEqual([]);
    const [middle] = store.search({ id: idOf('order 15') }, 1, undefined).events;
    expect(found({ fromMs: middle?.timeMs })).toHaveLength(15);

    expect(store.counts(session)).toEqual(
      expect.arrayContaining([
        { node: nodes[0], topic: { id: 't-orders', name: 'orders' }, kind: 'sent', count: 30 },
        { node: nodes[1], topic: { id: 't-orders', name: 'orders' }, kind: 'done', count: 29 },
        { node: nodes[1], topic: { id: 't-orders', name: 'orders' }, kind: 'failed', count: 1 },
        { node: nodes[1], topic: { id: 't-orders', name: 'orders' }, kind: 'dead-lettered', count: 1 },
      ]),
    );
    store.close(0);
  });

  it('answers which events of a topic have not reached another in time, and where they are', async () => {
    const store = await opened(driver);
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    const orders = ['fine', 'waits', 'fails', 'late', 'idle'].map((name) => host.produces('shop', 'orders', name));
    const [fine, , fails, late, idle] = orders;
    if (!fine || !fails || !late || !idle) throw new Error('an order is missing');
    const pass = (order: ToldEvent): void => {
      const attempt = host.begins('billing', [order]);
      host.emits(attempt, 'billing', order, 'paid', `${order.name} paid`);
      host.ends(attempt);
    };
    pass(fine);
    const failing = host.begins('billing', [fails]);
    host.fails(failing);
    host.retries(failing);
    host.ends(host.begins('billing', [idle]));
    host.nowMs += 1000;
    pass(late);
    store.take(session, 1, host.take(), 0);
    store.write(host.nowMs);
    const asked = { fromTopic: 'orders', withinMs: 500 };
    const missed = (given: Partial<Parameters<TraceStore['missed']>[0]>, nowMs = host.nowMs) =>
      store.missed({ ...asked, ...given }, nowMs, 10, undefined);
    const answer = missed({ toTopic: 'paid' });
    expect(answer.looked).toBe(5);
    expect(
      answer.events.map(({ event, last, reachedAfterMs }) => [
        event.key,
        last.state,
        last.node?.id,
        reachedAfterMs !== undefined,
      ]),
    ).toEqual([
      ['idle', 'handled', 'billing', false],
      ['late', 'waiting', undefined, true],
      ['fails', 'retrying', 'billing', false],
      ['waits', 'waiting', undefined, false],
    ]);
    expect(missed({ toNode: 'billing', withinMs: 500 }).events.map(({ event }) => event.key)).toEqual([
      'late',
      'fails',
      'waits',
    ]);
    expect(missed({ toTopic: 'paid' }, host.nowMs - 1000).events).toEqual([]);
    store.close(0);
  });

  it('cuts a tree that is too large, and says so', async () => {
    const store = await opened(driver);
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    const root = host.produces('shop', 'orders', 'root');
    const attempt = host.begins('billing', [root]);
    for (let index = 0; index < 500; index += 1) host.emits(attempt, 'billing', root, 'paid', `child ${index}`);
    host.ends(attempt);
    store.take(session, 1, host.take(), 0);
    store.write(host.nowMs);
    const cut = store.life({ type: 'event', eventId: idOf('root') }, 'forward', 100);
    expect(cut?.events).toHaveLength(100);
    expect(cut).toMatchObject({ cut: true, known: 501 });
    expect(store.life({ type: 'event', eventId: idOf('root') }, 'forward', 501)).toMatchObject({ cut: false });
    store.close(0);
  });

  it('stays within its ring, and the oldest traces go first, whole', async () => {
    const file = freshFile();
    const maxBytes = 2 * 1024 * 1024;
    const store = await opened(driver, { file, ringBytes: maxBytes });
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    let made = 0;
    const fill = (count: number): void => {
      for (const until = made + count; made < until; made += 1) {
        const order = host.produces('shop', 'orders', `order ${made}`);
        const attempt = host.begins('billing', [order]);
        host.emits(attempt, 'billing', order, 'paid', `paid ${made}`);
        host.ends(attempt);
      }
      store.take(session, 1, host.take(), 0);
      while (store.write(host.nowMs)) expect(store.bytes).toBeLessThan(maxBytes * 1.5);
    };
    for (let round = 0; round < 6; round += 1) fill(500);
    expect(store.bytes).toBeLessThanOrEqual(maxBytes);
    expect(store.bytes).toBeGreaterThan(maxBytes / 2);
    expect(store.life({ type: 'event', eventId: idOf('order 0') }, 'whole', 10)).toBeUndefined();
    const newest = store.life({ type: 'event', eventId: idOf(`order ${made - 1}`) }, 'whole', 10);
    expect(newest?.events).toHaveLength(2);
    // Whatever is left has its whole life left.
    const oldest = store.newestTraces(1_000_000).at(-1);
    expect(store.summaries(oldest ? [oldest] : [])).toMatchObject([{ records: 2, attempts: 2 }]);
    store.close(0);
    expect(readFileSync(file).byteLength).toBeLessThan(maxBytes * 1.6);
  });

  it('keeps of a share of the traces all, and of the others only those that fail', async () => {
    const store = await opened(driver, { budget: 1e-9 });
    const session = begun(store);
    store.hostStarted(session, 1, 'shop');
    const host = new TellingHost();
    // Measured over a second of the real clock: the first write after it finds that any load is too much.
    for (const until = performance.now() + 1100; performance.now() < until;) store.write(host.nowMs);
    expect(store.intake.share).toBeLessThan(1);
    const { share } = store.intake;
    const orders = Array.from({ length: 400 }, (_, index) => {
      const order = host.produces('shop', 'orders', `order ${index}`);
      const attempt = host.begins('billing', [order]);
      host.emits(attempt, 'billing', order, 'paid', `paid ${index}`);
      if (index % 10 === 0) host.fails(attempt);
      else host.ends(attempt);
      return order;
    });
    store.take(session, 1, host.take(), 0);
    store.endSession(session, host.nowMs);
    const kept = orders.filter(
      ({ name }) => store.life({ type: 'event', eventId: idOf(name) }, 'whole', 10) !== undefined,
    );
    const expected = orders.filter(
      ({ trace }, index) => index % 10 === 0 || Number.parseInt(trace.slice(-8), 16) < share * 2 ** 32,
    );
    expect(kept.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    for (const { name } of kept) {
      const life = store.life({ type: 'event', eventId: idOf(name) }, 'whole', 10);
      expect(life?.events.map(({ attempts }) => attempts.length)).toEqual([1, 0]);
    }
    expect(store.sessions()).toMatchObject([
      { traces: kept.length, skippedTraces: 400 - kept.length, failedTraces: 40 },
    ]);
    expect(store.counts(session)).toContainEqual({
      node: nodes[0],
      topic: { id: 't-orders', name: 'orders' },
      kind: 'sent',
      count: 400,
    });
    store.close(0);
  });

  it('forgets a session, and never one that runs', async () => {
    const store = await opened(driver);
    const tell = (): number => {
      const session = begun(store, `log ${store.sessions().length}`);
      store.hostStarted(session, 1, 'shop');
      const host = new TellingHost();
      host.produces('shop', 'orders', `order of ${session}`);
      store.take(session, 1, host.take(), 0);
      store.write(host.nowMs);
      return session;
    };
    const ended = tell();
    store.endSession(ended, 5);
    const live = tell();
    store.forget(undefined);
    expect(store.sessions().map(({ session }) => session)).toEqual([live]);
    expect(store.search({}, 10, undefined).events).toHaveLength(1);
    store.close(0);
  });

  it('belongs to one process at a time, and sets a broken file aside', async () => {
    const file = freshFile();
    writeFileSync(file, 'no database at all, but long enough to be looked at as one by whoever opens it');
    const store = await opened(driver, { file });
    expect(existsSync(`${file}.broken`)).toBe(true);
    store.close(0);
    writeFileSync(`${file}.owner`, '1');
    await expect(opened(driver, { file })).rejects.toMatchObject({ code: 'in-use' });
    writeFileSync(`${file}.owner`, '999999999');
    (await opened(driver, { file })).close(0);
    expect(existsSync(`${file}.owner`)).toBe(false);
  });
});

it('is one file for both drivers, and a newer one is left as it is', async () => {
  const file = freshFile();
  const [first, second] = drivers;
  const written = await TraceStore.open({ file, ringBytes, driver: first });
  const session = begun(written);
  written.hostStarted(session, 1, 'shop');
  const host = new TellingHost();
  const order = host.produces('shop', 'orders', 'one');
  written.take(session, 1, host.take(), 0);
  written.close(host.nowMs);
  const read = await TraceStore.open({ file, ringBytes, driver: second });
  expect(edgesOf(read.life({ type: 'record', ...order }, 'whole', 10))).toEqual([edge(order, undefined, 'root')]);
  read.close(0);

  const { openDatabase } = await import('./store/open-database.ts');
  const newer = await openDatabase(file, second);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  const before = readFileSync(file);
  await expect(TraceStore.open({ file, ringBytes, driver: first })).rejects.toMatchObject({ code: 'store-newer' });
  expect(readFileSync(file)).toEqual(before);
});
