import { describe, expect, it, onTestFinished } from 'vitest';
import type { RecordFrame, RecordPreview } from '../../shared/contract/index.ts';
import { graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const shop = producer('shop', { trigger: { type: 'rate', perSecond: 50 } });
const graph = graphOf([shop, topic('orders', { partitions: 3 })], ['shop > orders']);
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  await emit('orders', { key: String(tick.index), value: { order: tick.index } });
});
`,
};

async function run(prefix?: string): Promise<WatchedSession> {
  const session = await WatchedSession.open(await projectWith(graph, files));
  const { projectId } = session;
  await session.client.session.start({
    projectId,
    target: { type: 'embedded' },
    ...(prefix !== undefined && { prefix }),
  });
  return session;
}

function ending(): AbortSignal {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  return controller.signal;
}

describe('records of a run', () => {
  it.each([undefined, 'mine'])('are followed as they come, with their events (prefix %s)', async (prefix) => {
    const { client, projectId } = await run(prefix);
    const browsing = { projectId, from: { type: 'beginning' }, follow: true } as const;
    const seen = new Map<string, RecordPreview>();
    for await (const { records, dropped } of await client.records.browse(browsing, { signal: ending() })) {
      for (const record of records) seen.set(record.key ?? '', record);
      expect(dropped).toBe(0);
      if (seen.size >= 60) break;
    }
    expect(seen.get('0')).toMatchObject({
      topic: 'orders',
      value: '{"order":0}',
      valueForm: 'json',
      eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const { partition = -1, offset = '' } = seen.get('0') ?? {};
    const detail = await client.records.detail({ projectId, topic: 'orders', partition, offset });
    expect(Buffer.from(detail.value ?? '', 'base64').toString()).toBe('{"order":0}');
  });

  it('stay when the run stops, take what is sent, and end with the broker', async () => {
    const session = await run();
    const { client, projectId } = session;
    await session.until(() => (session.producer('shop')?.events ?? 0) > 0);
    await client.session.stop({ projectId });
    const value = Buffer.from('by hand').toString('base64');
    const sent = await client.records.send({ projectId, topic: 'orders', key: null, value });
    const frames: RecordFrame[] = [];
    const filter = { predicate: 'value === "by hand"' };
    const browsing = { projectId, from: { type: 'beginning' }, follow: true, filter } as const;
    for await (const frame of await client.records.browse(browsing, { signal: ending() })) {
      frames.push(frame);
      if (frame.records.length > 0) await client.session.reset({ projectId });
    }
    expect(frames.flatMap(({ records }) => records)).toEqual([expect.objectContaining(sent)]);
    expect(frames.at(-1)?.problem).toMatchObject({ code: 'cluster' });
  });

  it('end with the project', async () => {
    const { client, projectId } = await run();
    let last: RecordFrame | undefined;
    const browsing = { projectId, from: { type: 'now' }, follow: true } as const;
    for await (const frame of await client.records.browse(browsing, { signal: ending() })) {
      if (!last) await client.projects.close({ projectId });
      last = frame;
    }
    expect(last?.problem).toMatchObject({ code: 'cluster' });
  });

  it('go on while the broker is killed and starts again', async () => {
    const session = await run();
    const { client, projectId } = session;
    const browsing = { projectId, from: { type: 'now' }, follow: true } as const;
    let isKilled = false;
    let after = 0;
    for await (const { records, problem } of await client.records.browse(browsing, { signal: ending() })) {
      expect(problem).toBeUndefined();
      if (session.happenings.some(({ kind }) => kind === 'broker-restarted')) after += records.length;
      if (after > 50) break;
      const [pid] = session.processes.pidsOf('broker');
      if (records.length > 0 && !isKilled && pid !== undefined) {
        isKilled = true;
        process.kill(pid, 'SIGKILL');
      }
    }
    expect(isKilled).toBe(true);
  });
});
