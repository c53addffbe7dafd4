import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pythonEnvironment } from '../kafka/clients/python-environment.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [
    producer('shop'),
    topic('orders', { partitions: 1 }),
    consumer('billing', { whenExhausted: 'skip', retry: { limit: 0, backoffMs: 1, factor: 1, maxBackoffMs: 1 } }),
    topic('paid', { partitions: 1 }),
  ],
  ['shop > orders > billing > paid'],
  { name: 'A "quoted" \\ shop' },
);
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async (tick, { emit }) => {
  for (const name of tick.payload as string[]) await emit('orders', { key: name, value: { name } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any, { emit }) => {
  if (event.value.name === 'bad') throw new Error('declined');
  await emit('paid', { key: event.key, value: event.value });
});
`,
};

const samplesSchema = z.array(
  z.object({
    family: z.string(),
    type: z.string(),
    name: z.string(),
    labels: z.record(z.string(), z.string()),
    value: z.number(),
  }),
);

/** What Prometheus's own client for Python makes of it. */
async function samplesOf(text: string) {
  const programs = await pythonEnvironment('monitoring', path.join(import.meta.dirname, 'monitoring-requirements.txt'));
  const reader = execFile(path.join(programs, 'python'), [path.join(import.meta.dirname, 'readers/metrics.py')]);
  let output = '';
  reader.stdout?.on('data', (part: string) => (output += part));
  reader.stdin?.end(text);
  await once(reader, 'close');
  return samplesSchema.parse(JSON.parse(output));
}

describe('metrics for Prometheus', () => {
  it('are off until they are switched on, and then what an independent reader counts', async () => {
    const session = await WatchedSession.open(await projectWith(graph, files), { tracingBudget: 1 });
    const { client, projectId } = session;
    expect(await client.application.metrics()).toEqual({});
    await client.application.changeSettings({ metricsPort: 0 });
    const { url = '' } = await client.application.metrics();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    await session.start();
    await client.session.sendNow({ projectId, producer: 'shop', payload: ['one', 'two', 'bad', 'three'] });
    await session.until(() => session.topic('paid')?.records === 3);
    // The last of them was handled before its number was told.
    let samples = await samplesOf(await (await fetch(url)).text());
    const valueOf = (name: string, labels: Record<string, string> = {}): number | undefined =>
      samples.find(
        (sample) =>
          sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      )?.value;
    while (valueOf('topicraft_traced_total', { node: 'billing', kind: 'done' }) !== 3) {
      samples = await samplesOf(await (await fetch(url)).text());
    }
    const project = 'A "quoted" \\ shop';
    expect(valueOf('topicraft_running', { project })).toBe(1);
    expect(valueOf('topicraft_topic_records', { project, topic: 'orders' })).toBe(4);
    expect(valueOf('topicraft_edge_events_total', { project, source: 'shop', target: 'orders' })).toBe(4);
    expect(valueOf('topicraft_edge_events_total', { project, source: 'billing', target: 'paid' })).toBe(3);
    expect(valueOf('topicraft_traced_total', { project, node: 'billing', kind: 'failed' })).toBe(1);
    expect(new Set(samples.filter(({ name }) => name.endsWith('_total')).map(({ type }) => type))).toEqual(
      new Set(['counter']),
    );

    await client.application.changeSettings({ metricsPort: null });
    expect(await client.application.metrics()).toEqual({});
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('answer no one who comes by another name, and say why they can’t be offered', async () => {
    const session = await WatchedSession.open(await projectWith(graph, files));
    const { client } = session;
    await client.application.changeSettings({ metricsPort: 0 });
    const { url = '' } = await client.application.metrics();
    const asked = request(url, { headers: { host: 'elsewhere.example' } }).end();
    const [answer] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
    answer.resume();
    expect(answer.statusCode).toBe(403);
    expect((await fetch(new URL('/other', url))).status).toBe(404);
    const other = await WatchedSession.open(await projectWith(graph, files));
    await other.client.application.changeSettings({ metricsPort: Number(new URL(url).port) });
    expect(await other.client.application.metrics()).toEqual({ problem: expect.stringContaining('EADDRINUSE') });
  });
});
