import { ORPCError } from '@orpc/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunningBroker } from '../../main/broker/index.ts';
import type { ClusterAccess } from '../../main/engine/project-session/cluster-access.ts';
import { ProjectSession } from '../../main/engine/project-session/project-session.ts';
import type { ContractInputs, RecordFrame, RecordPreview } from '../../shared/contract/index.ts';
import { graphOf, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { brokerWith, createTopics, groupsOf, writeRecords } from '../support/record-topics.ts';
import { type EngineClient, openIn, testEngine, trustIn } from '../support/test-engine.ts';

const epochMs = 1_700_000_000_000;

afterEach(() => vi.restoreAllMocks());

interface Browsing {
  client: EngineClient;
  projectId: string;
  broker: RunningBroker;
}

type Browse = Partial<ContractInputs['records']['browse']>;

/** An open project with topics `orders` and `payments`, whose cluster is an embedded broker where they have the prefix `run.`. */
async function browsing(
  partitions: Record<string, number> = { 'run.orders': 2, 'run.payments': 1 },
): Promise<Browsing> {
  const broker = await brokerWith(partitions);
  const access: ClusterAccess = {
    connection: { brokers: [broker.bootstrap] },
    kafkaName: (name) => (['orders', 'payments'].includes(name) ? `run.${name}` : name),
    graphName: (kafkaName) => (kafkaName.startsWith('run.') ? kafkaName.slice(4) : undefined),
  };
  vi.spyOn(ProjectSession.prototype, 'cluster', 'get').mockReturnValue(access);
  return { ...(await openProject()), broker };
}

async function openProject(): Promise<{ client: EngineClient; projectId: string }> {
  const { client } = await testEngine();
  const folder = await projectWith(graphOf([topic('orders'), topic('payments')]));
  const { project, projectId } = await openIn(client, folder);
  await trustIn(client, project);
  return { client, projectId };
}

async function browse({ client, projectId }: Browsing, input: Browse, signal?: AbortSignal) {
  const whole = { projectId, from: { type: 'beginning' } as const, follow: false, ...input };
  return await client.records.browse(whole, { signal });
}

async function framesOf(from: Browsing, input: Browse): Promise<RecordFrame[]> {
  const frames: RecordFrame[] = [];
  for await (const frame of await browse(from, input)) frames.push(frame);
  return frames;
}

async function recordsOf(from: Browsing, input: Browse = {}): Promise<RecordPreview[]> {
  const frames = await framesOf(from, input);
  expect(frames.flatMap(({ problem }) => problem ?? [])).toEqual([]);
  return frames.flatMap(({ records }) => records);
}

async function errorOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ORPCError ? String(error.code) : `no error of a call: ${String(error)}`;
}

describe('browsing', () => {
  it('merges the topics of the graph by time, under their names in the graph', async () => {
    const from = await browsing();
    await writeRecords(
      from.broker.bootstrap,
      Array.from({ length: 30 }, (_, index) => ({
        topic: index % 3 === 0 ? 'run.payments' : 'run.orders',
        ...(index % 3 === 0 ? {} : { partition: index % 2 }),
        key: `k${index}`,
        value: JSON.stringify({ index }),
        timestampMs: epochMs + index,
      })),
    );
    const frames = await framesOf(from, {});
    const records = frames.flatMap((frame) => frame.records);
    expect(records.map(({ key }) => key)).toEqual(Array.from({ length: 30 }, (_, index) => `k${index}`));
    expect(new Set(records.map((record) => record.topic))).toEqual(new Set(['orders', 'payments']));
    expect(frames.at(-1)).toMatchObject({ caughtUp: true, scanned: 30, dropped: 0 });
    expect(await groupsOf(from.broker.bootstrap)).toEqual([]);
  });

  it('previews what a record is', async () => {
    const from = await browsing();
    const eventId = '0123456789abcdef0123456789abcdef';
    const traceId = 'fedcba9876543210fedcba9876543210';
    await writeRecords(from.broker.bootstrap, [
      {
        topic: 'run.payments',
        key: 'k',
        value: '{"a": "ü"}',
        headers: { 'topicraft-id': eventId, traceparent: `00-${traceId}-0123456789abcdef-01` },
        timestampMs: 1,
      },
      { topic: 'run.payments', value: 'plain text', timestampMs: 2 },
      { topic: 'run.payments', value: Uint8Array.of(0, 1, 255), timestampMs: 3 },
      { topic: 'run.payments', key: 'gone', value: null, timestampMs: 4 },
      { topic: 'run.payments', value: `"${'long '.repeat(1000)}"`, timestampMs: 5 },
    ]);
    const records = await recordsOf(from, { topics: ['payments'] });
    expect(records.slice(0, 4)).toEqual([
      {
        topic: 'payments',
        partition: 0,
        offset: '0',
        timestampMs: 1,
        key: 'k',
        value: '{"a": "ü"}',
        valueForm: 'json',
        valueBytes: 11,
        headerCount: 2,
        eventId,
        traceId,
      },
      expect.objectContaining({ key: null, value: 'plain text', valueForm: 'text', headerCount: 0 }),
      expect.objectContaining({ value: '0001ff', valueForm: 'bytes', valueBytes: 3 }),
      expect.objectContaining({ key: 'gone', value: '', valueForm: 'null', valueBytes: 0 }),
    ]);
    expect(records[4]?.value).toHaveLength(512);
    expect(records[4]).toMatchObject({ valueForm: 'json', valueBytes: 5002 });
  });

  it('shows a record of 20 MB by its beginning, and gives as much of it as is asked for', async () => {
    const from = await browsing();
    const value = Buffer.from(`{"text":"${'a fine long day '.repeat(1_310_000)}"}`);
    await createTopicOfLargeRecords(from.broker.bootstrap);
    await writeRecords(from.broker.bootstrap, [{ topic: 'large', value }], { maxRequestBytes: 30_000_000 });
    const [record] = await recordsOf(from, { topics: ['large'] });
    expect(record).toMatchObject({ topic: 'large', valueForm: 'json', valueBytes: value.byteLength });
    expect(record?.value).toBe(value.toString('utf8', 0, 512));
    const place = { projectId: from.projectId, topic: 'large', partition: 0, offset: '0' };
    const cut = await from.client.records.detail(place);
    expect(cut).toMatchObject({ truncated: true, valueBytes: value.byteLength });
    expect(Buffer.from(cut.value ?? '', 'base64')).toEqual(value.subarray(0, 262_144));
    const whole = await from.client.records.detail({ ...place, maxValueBytes: 64 * 1024 * 1024 });
    expect(whole.truncated).toBe(false);
    expect(Buffer.from(whole.value ?? '', 'base64').equals(value)).toBe(true);
    expect(await recordsOf(from, { topics: ['large'], filter: { text: 'LONG DAY "}' } })).toHaveLength(1);
    expect(await recordsOf(from, { topics: ['large'], filter: { text: 'long night' } })).toHaveLength(0);
  });

  it('begins where it is told to, and stops at the limit', async () => {
    const from = await browsing();
    await writeRecords(
      from.broker.bootstrap,
      Array.from({ length: 3000 }, (_, index) => ({
        topic: 'run.orders',
        partition: index % 2,
        value: String(index),
        timestampMs: epochMs + index,
      })),
    );
    const values = async (input: Browse) =>
      (await recordsOf(from, { topics: ['orders'], ...input })).map(({ value }) => Number(value));
    expect((await values({})).sort((a, b) => a - b)).toEqual(Array.from({ length: 3000 }, (_, index) => index));
    expect(await values({ from: { type: 'newest', count: 5 } })).toEqual([2995, 2996, 2997, 2998, 2999]);
    expect(await values({ from: { type: 'time', timeMs: epochMs + 2998 } })).toEqual([2998, 2999]);
    expect(await values({ from: { type: 'offset', offset: '1499' } })).toEqual([2998, 2999]);
    expect(await values({ partition: 1, from: { type: 'newest', count: 2 } })).toEqual([2997, 2999]);
    expect(await values({ limit: 1200 })).toHaveLength(1200);
    expect(await values({ from: { type: 'now' } })).toEqual([]);
    expect(await values({ from: { type: 'offset', offset: '9223372036854775807' } })).toEqual([]);
  });

  it('filters by text, key, header and predicate', async () => {
    const from = await browsing();
    await writeRecords(from.broker.bootstrap, [
      { topic: 'run.orders', key: 'Order-1', value: '{"total":5}', headers: { source: 'web' }, timestampMs: 1 },
      {
        topic: 'run.orders',
        key: 'order-2',
        value: '{"total":50,"note":"Web"}',
        headers: { source: 'shop' },
        timestampMs: 2,
      },
      { topic: 'run.payments', key: 'p', value: 'no json', headers: { region: 'eu' }, timestampMs: 3 },
    ]);
    const keys = async (filter: Browse['filter']) => (await recordsOf(from, { filter })).map(({ key }) => key);
    expect(await keys({ text: 'WEB' })).toEqual(['Order-1', 'order-2']);
    expect(await keys({ key: 'order-' })).toEqual(['Order-1', 'order-2']);
    expect(await keys({ header: 'source' })).toEqual(['Order-1', 'order-2']);
    expect(await keys({ header: 'source=shop' })).toEqual(['order-2']);
    expect(await keys({ predicate: 'value.total > 10 || topic === "payments"' })).toEqual(['order-2', 'p']);
    expect(await keys({ text: 'web', predicate: 'value.total < 10' })).toEqual(['Order-1']);
    expect(await keys({ text: '', key: '', header: '', predicate: ' ' })).toHaveLength(3);
  });

  it.each([
    ['partition >= 0 && (() => { for (;;); })()', 'predicate-too-slow', 1],
    ['value.total.amount', 'predicate-failed', 1],
    ['value.', 'predicate-invalid', 0],
  ])('ends with what is wrong with the predicate: %s', async (predicate, code, _scanned) => {
    const from = await browsing();
    await writeRecords(from.broker.bootstrap, [{ topic: 'run.orders', value: '{}' }]);
    const frames = await framesOf(from, { follow: true, filter: { predicate } });
    expect(frames.at(-1)?.problem).toMatchObject({ code });
    expect(frames.flatMap(({ records }) => records)).toEqual([]);
  });

  it('follows a flood by its newest records, and counts what it leaves out', async () => {
    const from = await browsing();
    const count = 20_000;
    const leaving = new AbortController();
    const frames = await browse(from, { topics: ['orders'], from: { type: 'now' }, follow: true }, leaving.signal);
    let written: Promise<void> | undefined;
    let shown = 0;
    let dropped = 0;
    let last: RecordPreview | undefined;
    for await (const frame of frames) {
      if (frame.caughtUp) written ??= flood(from.broker.bootstrap, count);
      expect(frame.records.length).toBeLessThanOrEqual(1000);
      shown += frame.records.length;
      dropped += frame.dropped;
      last = frame.records.at(-1) ?? last;
      if (shown + dropped === count) break;
    }
    await written;
    leaving.abort();
    expect(dropped).toBeGreaterThan(0);
    expect(last?.value).toBe(String(count - 1));
  });

  it('ends when the window goes, while nothing comes', async () => {
    const from = await browsing();
    const leaving = new AbortController();
    const frames = await browse(from, { follow: true }, leaving.signal);
    const told: RecordFrame[] = [];
    for await (const frame of frames) {
      told.push(frame);
      leaving.abort();
    }
    expect(told).toEqual([{ records: [], dropped: 0, scanned: 0, caughtUp: true }]);
  });
});

describe('what can be asked', () => {
  it('gives a record whole, with its bytes', async () => {
    const from = await browsing();
    await writeRecords(from.broker.bootstrap, [
      { topic: 'run.payments', key: 'k', value: 'v', headers: { h: 'x' }, timestampMs: 12 },
      { topic: 'run.payments', value: null },
    ]);
    const place = { projectId: from.projectId, topic: 'payments', partition: 0 };
    expect(await from.client.records.detail({ ...place, offset: '0' })).toEqual({
      topic: 'payments',
      partition: 0,
      offset: '0',
      timestampMs: 12,
      timestampType: 'create',
      key: 'aw==',
      value: 'dg==',
      valueBytes: 1,
      truncated: false,
      headers: [{ name: 'h', value: 'eA==' }],
    });
    expect(await from.client.records.detail({ ...place, offset: '1' })).toMatchObject({ key: null, value: null });
    expect(await errorOf(from.client.records.detail({ ...place, offset: '2' }))).toBe('RECORD_GONE');
    expect(await errorOf(from.client.records.detail({ ...place, offset: '9999999999999999999' }))).toBe('RECORD_GONE');
  });

  it('sends a record, to a partition or by its key', async () => {
    const from = await browsing();
    const { client, projectId } = from;
    const sent = await client.records.send({
      projectId,
      topic: 'orders',
      partition: 1,
      key: 'aw==',
      value: 'dg==',
      headers: [{ name: 'h', value: 'eA==' }],
    });
    expect(sent).toEqual({ partition: 1, offset: '0' });
    const byKey = await client.records.send({ projectId, topic: 'orders', key: 'aw==', value: null });
    const found = await client.records.detail({ projectId, topic: 'orders', ...byKey });
    expect(found).toMatchObject({ key: 'aw==', value: null });
    expect(await client.records.detail({ projectId, topic: 'orders', ...sent })).toMatchObject({
      value: 'dg==',
      headers: [{ name: 'h', value: 'eA==' }],
    });
    expect(await groupsOf(from.broker.bootstrap)).toEqual([]);
  });

  it('fails by name', async () => {
    const from = await browsing();
    const { client, projectId, broker } = from;
    const unknown = { projectId, topic: 'nowhere', key: null, value: null };
    expect(await errorOf(client.records.send(unknown))).toBe('TOPIC_UNKNOWN');
    expect(await errorOf(client.records.detail({ ...unknown, partition: 0, offset: '0' }))).toBe('TOPIC_UNKNOWN');
    expect(await errorOf(browse(from, { topics: ['nowhere'] }))).toBe('TOPIC_UNKNOWN');
    expect(await errorOf(client.records.send({ ...unknown, topic: 'orders', partition: 7 }))).toBe('TOPIC_UNKNOWN');
    expect(
      await errorOf(
        client.records.send({ ...unknown, topic: 'orders', value: Buffer.alloc(2_000_000).toString('base64') }),
      ),
    ).toBe('REFUSED');
    await broker.close();
    expect(await errorOf(client.records.send({ ...unknown, topic: 'orders' }))).toBe('CLUSTER_UNREACHABLE');
    expect(await errorOf(browse(from, {}))).toBe('CLUSTER_UNREACHABLE');
  });

  it('fails where nothing runs, and where no project is open', async () => {
    const { client, projectId } = await openProject();
    const from = { type: 'now' } as const;
    expect(await errorOf(client.records.browse({ projectId, from, follow: false }))).toBe('NO_CLUSTER');
    expect(await errorOf(client.records.browse({ projectId: 'another', from, follow: false }))).toBe(
      'PROJECT_NOT_OPEN',
    );
  });
});

async function flood(bootstrap: string, count: number): Promise<void> {
  await writeRecords(
    bootstrap,
    Array.from({ length: count }, (_, index) => ({ topic: 'run.orders', partition: 0, value: String(index) })),
  );
}

async function createTopicOfLargeRecords(bootstrap: string): Promise<void> {
  await createTopics(bootstrap, { large: 1 }, { 'max.message.bytes': '30000000' });
}
