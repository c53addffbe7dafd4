import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Life } from '../../shared/contract/index.ts';
import { traceparentOf } from '../../shared/lib/index.ts';
import { pythonEnvironment } from '../kafka/clients/python-environment.ts';
import { consumer, graphOf, producer, service, topic } from '../support/graph-builder.ts';
import { folderWith, projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const run = promisify(execFile);

const spansSchema = z.array(
  z.object({
    service: z.string(),
    traceId: z.string(),
    spanId: z.string(),
    parentSpanId: z.string(),
    name: z.string(),
    kind: z.string(),
    startNanos: z.string(),
    endNanos: z.string(),
    attributes: z.record(z.string(), z.union([z.string(), z.number()])),
    links: z.array(z.object({ traceId: z.string(), spanId: z.string() })),
    error: z.string().nullable(),
    events: z.array(z.string()),
  }),
);
type Span = z.infer<typeof spansSchema>[number];

/** Takes what is sent to a collector, byte by byte, and has OpenTelemetry's own definitions read it. */
class Collector {
  readonly requests: { path: string; type: string; body: Buffer }[] = [];
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const { url: requested = '', headers } = request;
        this.requests.push({ path: requested, type: headers['content-type'] ?? '', body: Buffer.concat(parts) });
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void this.#server.close());
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async spans(): Promise<Span[]> {
    const programs = await pythonEnvironment(
      'monitoring',
      path.join(import.meta.dirname, 'monitoring-requirements.txt'),
    );
    const folder = await folderWith({});
    const files = this.requests.map((_, index) => path.join(folder, String(index)));
    await Promise.all(files.map((file, index) => writeFile(file, this.requests[index]?.body ?? '')));
    const { stdout } = await run(
      path.join(programs, 'python'),
      [path.join(import.meta.dirname, 'readers/spans.py'), ...files],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    return spansSchema.parse(JSON.parse(stdout));
  }
}

const graph = graphOf(
  [
    producer('shop', { service: 'front' }),
    topic('orders', { partitions: 1 }),
    consumer('billing', {
      service: 'back',
      whenExhausted: 'dead-letter',
      retry: { limit: 1, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
    }),
    topic('paid', { partitions: 1 }),
    consumer('sums', { service: 'back', batch: { maxRecords: 100 } }),
    topic('made'),
    topic('letters', { name: 'billing.dlq' }),
    consumer('clerk', { service: 'back' }),
    topic('notes'),
  ],
  ['shop > orders > billing > paid > sums > made', 'letters > clerk > notes'],
  { services: [service('front'), service('back')] },
);
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  for (const name of tick.payload as string[]) await emit('orders', { key: name, value: { name } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { emit, attempt }) => {
  if (event.value.name === 'bad') throw new Error('declined');
  if (event.value.name === 'second' && attempt === 1) {
    await emit('paid', { key: event.key, value: event.value });
    throw new Error('not yet');
  }
  await emit('paid', { key: event.key, value: event.value });
});
`,
  'handlers/sums.ts': `import { defineBatchConsumer } from 'topicraft';
export default defineBatchConsumer(async (events, { emit }) => {
  for (const cause of events) await emit('made', { key: cause.key, value: cause.value, cause });
});
`,
  'handlers/clerk.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event, { emit }) => {
  await emit('notes', { key: event.key, value: event.value });
});
`,
};

/** What a life says of who caused what, an attempt between each two events: as the spans of it are to say. */
function treeOfLife({ events }: Life): string[] {
  const byRef = new Map(events.map((event) => [event.ref, event]));
  return events
    .flatMap((event) => {
      const send = `send ${event.topic.name} ${event.eventId}`;
      const parent = event.parent === undefined ? undefined : byRef.get(event.parent);
      const sends = event.records.map(({ attempt = '', offset }) => {
        const own = parent?.attempts.find((each) => each.attempt === attempt || each.call === attempt);
        const cause = parent
          ? `process ${parent.topic.name} ${parent.eventId} by ${own?.node.name}, try ${own?.tries}`
          : 'nobody';
        return `${send} at ${offset} < ${cause}`;
      });
      const calls = event.attempts.map(
        ({ node, tries }) => `process ${event.topic.name} ${event.eventId} by ${node.name}, try ${tries} < ${send}`,
      );
      return [...sends, ...calls];
    })
    .sort();
}

function treeOfSpans(spans: readonly Span[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const words = ({ name, attributes }: Span, withPlace: boolean): string => {
    const id = attributes['messaging.message.id'];
    if (name.startsWith('send'))
      return withPlace ? `${name} ${id} at ${attributes['messaging.kafka.offset']}` : `${name} ${id}`;
    return `${name} ${id} by ${attributes['topicraft.node']}, try ${attributes['topicraft.attempt']}`;
  };
  return spans
    .map((span) => {
      const parent = byId.get(span.parentSpanId);
      return `${words(span, true)} < ${parent ? words(parent, false) : span.parentSpanId === '' ? 'nobody' : 'somebody unknown'}`;
    })
    .sort();
}

describe('spans that are sent to a collector', () => {
  it('give the tree of each event, read by OpenTelemetry’s own definitions, and nothing before they are asked for', async () => {
    const collector = new Collector();
    const endpoint = await collector.listen();
    const session = await WatchedSession.open(await projectWith(graph, files), { tracingBudget: 1 });
    const { client, projectId } = session;
    await session.start();
    await client.session.sendNow({ projectId, producer: 'shop', payload: ['before'] });
    await session.until(() => session.topic('made')?.records === 1);
    await client.session.reset({ projectId });
    expect(collector.requests).toEqual([]);

    await client.tracing.change({ projectId, otlpEndpoint: endpoint });
    expect(collector.requests).toEqual([]);
    await session.start();
    await client.session.setNodeRunning({ projectId, node: 'sums', running: false });
    await client.session.sendNow({ projectId, producer: 'shop', payload: ['first'] });
    await client.session.sendNow({ projectId, producer: 'shop', payload: ['second'] });
    await client.session.sendNow({ projectId, producer: 'shop', payload: ['bad'] });
    await session.until(() => session.topic('paid')?.records === 3 && session.topic('notes')?.records === 1);
    await client.session.setNodeRunning({ projectId, node: 'sums', running: true });
    await session.until(() => session.topic('made')?.records === 3);
    await client.session.stop({ projectId });

    for (const { path: requested, type } of collector.requests) {
      expect([requested, type]).toEqual(['/v1/traces', 'application/x-protobuf']);
    }
    const spans = await collector.spans();
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const { otlp } = await client.tracing.overview({ projectId });
    expect(otlp).toEqual({ endpoint, sentSpans: spans.length, lostSpans: 0 });
    const { events: roots } = await client.tracing.search({ projectId, question: { topic: 'orders' } });
    const lives: Life[] = [];
    for (const { eventId, key } of roots.filter((root) => root.key !== 'before')) {
      const life = await client.tracing.life({ projectId, of: { type: 'event', eventId, topic: 'orders' } });
      lives.push(life);
      expect({ key, tree: treeOfSpans(spans.filter((span) => span.traceId === life.traceId)) }).toEqual({
        key,
        tree: treeOfLife(life),
      });
    }
    expect(lives).toHaveLength(3);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(lives.map(({ traceId }) => traceId)));

    // By the messaging conventions.
    for (const span of spans) {
      const operation = span.name.split(' ')[0];
      expect(span).toMatchObject({
        kind: operation === 'send' ? 'SPAN_KIND_PRODUCER' : 'SPAN_KIND_CONSUMER',
        service: span.attributes['topicraft.node'] === 'shop' ? 'front' : 'back',
        attributes: { 'messaging.system': 'kafka', 'messaging.operation.type': operation },
      });
      expect(BigInt(span.endNanos)).toBeGreaterThanOrEqual(BigInt(span.startNanos));
    }
    const batches = spans.filter(({ attributes }) => Number(attributes['messaging.batch.message_count'] ?? 1) > 1);
    expect(batches.length).toBeGreaterThan(1);
    for (const { links, attributes } of batches) {
      expect(links).toHaveLength(Number(attributes['messaging.batch.message_count']) - 1);
      for (const { spanId } of links) expect(spans.find((span) => span.spanId === spanId)?.name).toBe('send paid');
    }
    const failed = spans.filter(({ error }) => error !== null);
    expect(failed.map(({ error, events }) => [error, events])).toEqual(
      failed.map(({ error }) => [error, ['exception']]),
    );
    expect(failed.filter(({ error }) => error === 'declined')).toHaveLength(2);
    expect(failed.filter(({ error }) => error === 'not yet')).toHaveLength(1);
    // The span of a sending is the one that its record names to others.
    const [order] = roots.filter(({ key }) => key === 'first');
    const named = traceparentOf(order?.traceId ?? '', order?.eventId ?? '').split('-')[2];
    expect(spans.find(({ spanId }) => spanId === named)).toMatchObject({ name: 'send orders', parentSpanId: '' });
  });

  it('are lost and said to be where the collector does not answer, and the run goes on', async () => {
    const collector = new Collector();
    const session = await WatchedSession.open(await projectWith(graph, files), { tracingBudget: 1 });
    const { client, projectId } = session;
    await collector.listen();
    await client.tracing.change({ projectId, otlpEndpoint: 'http://127.0.0.1:1' });
    await session.start();
    await client.session.sendNow({ projectId, producer: 'shop', payload: ['first'] });
    await session.until(() => session.topic('made')?.records === 1);
    await client.session.stop({ projectId });
    const { otlp, state } = await client.tracing.overview({ projectId });
    expect(otlp).toMatchObject({ sentSpans: 0, problem: expect.stringContaining('http://127.0.0.1:1') });
    expect(otlp?.lostSpans).toBeGreaterThan(0);
    expect(state).toBe('on');
    await expect(client.tracing.change({ projectId, otlpEndpoint: 'file:///etc/passwd' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
