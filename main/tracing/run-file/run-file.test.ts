import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Life } from '../../../shared/contract/index.ts';
import { idOf, TellingHost } from '../../../tests/support/told-hops.ts';
import type { DatabaseDriver } from '../store/database.ts';
import { TraceStore } from '../trace-store.ts';

const nodes = ['shop', 'billing', 'clerk'].map((id) => ({ id, name: `the ${id}` }));
const topics = ['orders', 'paid', 'orders.dlq'].map((name) => ({ id: `t-${name}`, name, kafkaName: name }));

async function opened(driver: DatabaseDriver = 'node:sqlite'): Promise<TraceStore> {
  const folder = mkdtempSync(path.join(tmpdir(), 'topicraft-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'traces.sqlite');
  const store = await TraceStore.open({ file, ringBytes: 64 * 1024 * 1024, driver, budget: 1 });
  onTestFinished(() => store.close(0));
  return store;
}

/** A session with a batch, a retry, a dead letter and a commit. */
function run(store: TraceStore): number {
  const begin = { log: 'log', target: 'embedded', seed: 7, startedMs: 1000 };
  const session = store.beginSession(begin, nodes, topics);
  store.hostStarted(session, 1, 'shop');
  const host = new TellingHost();
  const one = host.produces('shop', 'orders', 'one');
  const two = host.produces('shop', 'orders', 'two');
  const batch = host.begins('billing', [one, two]);
  host.emits(batch, 'billing', one, 'paid', 'one paid');
  host.fails(batch);
  host.retries(batch);
  const again = host.begins('billing', [one, two], 2);
  host.emits(again, 'billing', one, 'paid', 'one paid');
  host.fails(again, 'declined again');
  const letter = host.deadLetters('billing', one, 'orders.dlq', again);
  host.commits('billing', one);
  host.ends(host.begins('clerk', [letter]));
  store.take(session, 1, host.take(), 3);
  store.endSession(session, host.nowMs);
  return session;
}

function lifeOf(store: TraceStore, name: string): Life | undefined {
  return store.life({ type: 'event', eventId: idOf(name) }, 'whole', 100);
}

/** A life without what the store numbers by itself. */
function tellable(life: Life | undefined) {
  const places = new Map<string, number>();
  const place = (ref: string | undefined): number | undefined => {
    if (ref === undefined) return undefined;
    if (!places.has(ref)) places.set(ref, places.size);
    return places.get(ref);
  };
  return life?.events.map(({ ref, parent, records, attempts, ...event }) => ({
    ...event,
    ref: place(ref),
    parent: place(parent),
    records: records.map(({ attempt, ...record }) => ({ ...record, attempt: place(attempt) })),
    attempts: attempts.map(({ attempt, call, ...each }) => ({ ...each, attempt: place(attempt), call: place(call) })),
  }));
}

const files = { 'topicraft.json': '{}' };

describe.each([
  ['node:sqlite', 'node-sqlite3-wasm'],
  ['node-sqlite3-wasm', 'node:sqlite'],
] as const)('a run that %s saves and %s opens', (from, to) => {
  it('has the same lives, the same counts and the same gaps', async () => {
    const source = await opened(from);
    const session = run(source);
    const saved = source.saveRun(session, files);
    expect(saved?.leftOutTraces).toBe(0);

    const target = await opened(to);
    // There is something already, so that no number is the same.
    run(target);
    const log = 'file 1';
    const again = target.openRun(saved?.bytes ?? new Uint8Array(), log);
    for (const name of ['one', 'two', 'one paid']) {
      const life = lifeOf(target, name);
      expect(life?.session).toBe(again);
      expect(tellable(life)).toEqual(tellable(lifeOf(source, name)));
    }
    expect(target.counts(again)).toEqual(source.counts(session));
    const [opening] = target.sessions();
    const [original] = source.sessions();
    expect(opening).toEqual({ ...original, session: again, target: 'embedded, from a file', lostHops: 3 });
    // Saved from there it is the same file but for where it came from.
    const twice = target.saveRun(again, files);
    expect(linesIn(twice?.bytes).slice(1)).toHaveLength(linesIn(saved?.bytes).length - 1);
  });
});

function linesIn(bytes: Uint8Array | undefined): string[] {
  return gunzipSync(bytes ?? new Uint8Array())
    .toString('utf8')
    .split('\n')
    .filter(Boolean);
}

describe('a file that is no run', () => {
  it.each<[string, (lines: string[]) => string[]]>([
    ['of another kind', () => ['{"topicraft":"walk"}']],
    ['with a head of a newer format', ([head = '', ...rest]) => [head.replace('"format":1', '"format":2'), ...rest]],
    ['with a damaged line', (lines) => [...lines.slice(0, 3), '{', ...lines.slice(3)]],
    [
      'with a field more',
      (lines) => lines.map((line) => line.replace('"type":"record"', '"type":"record","__proto__":{}')),
    ],
    [
      'with a node that nobody is',
      (lines) => lines.map((line) => line.replace(/"node":\d+,"instance"/, '"node":99,"instance"')),
    ],
    ['with a host that nobody is', (lines) => lines.map((line) => line.replace(/"attempt":\[0,/, '"attempt":[9,'))],
    [
      'with a record of no trace',
      (lines) => [...lines.slice(0, 1), ...lines.slice(1).filter((line) => !line.includes('"type":"trace"'))],
    ],
    [
      'with an offset beyond all',
      (lines) => lines.map((line) => line.replace(/"offset":"\d+"/, '"offset":"99999999999999999999"')),
    ],
  ])('%s is refused, and nothing of it is stored', async (_what, damaged) => {
    const source = await opened();
    const saved = source.saveRun(run(source), files);
    const lines = damaged(linesIn(saved?.bytes));
    const target = await opened();
    expect(() => target.openRun(gzipSync(lines.join('\n')), 'file')).toThrow(/can’t be opened as a run/);
    expect(target.sessions()).toEqual([]);
    expect(() => target.openRun(Buffer.from('no gzip'), 'file')).toThrow(/can’t be opened as a run/);
    // The store goes on as before.
    run(target);
    expect(lifeOf(target, 'one')?.events).toHaveLength(3);
  });

  it('and unpacks to no end is refused', async () => {
    const store = await opened();
    expect(() => store.openRun(gzipSync(Buffer.alloc(200 * 1024 * 1024)), 'file')).toThrow(/can’t be opened as a run/);
  });

  it('of a session that is not there is not made', async () => {
    expect((await opened()).saveRun(4, files)).toBeUndefined();
  });
});
