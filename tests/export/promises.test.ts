import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Difference, differenceLines } from '../../shared/captured-test/index.ts';
import { createEventRandom } from '../../shared/lib/index.ts';
import { writeGraph } from '../../shared/graph/index.ts';
import { npmIn } from '../support/exported-services.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { readTopics } from '../support/read-topics.ts';
import { startTopicraft, topicraft } from '../support/topicraft-command.ts';
import { patiently, exportFiles, type ExportedProject, RunningSystem } from './exported-example.ts';
import { startTraceCollector } from './trace-collector.ts';

const tests = ['works', 'fails', 'conditions', 'hangs'];

const graph = graphOf(
  [
    producer('entrance', { trigger: { type: 'http', port: 0, path: '/jobs' } }),
    topic('jobs', { partitions: 1 }),
    topic('done', { partitions: 1 }),
    consumer('worker', {
      timeoutMs: 500,
      retry: { limit: 1, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
      whenExhausted: 'dead-letter',
    }),
  ],
  ['entrance > jobs > worker > done'],
  { settings: { seed: 7, drainTimeoutMs: 5_000 } },
);

const files = {
  'topicraft.json': writeGraph(graph),
  'handlers/entrance.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'entrance'>(async ({ payload }, { emit }) => {
  await emit('jobs', { key: 'one', value: payload });
});
`,
  // As the app's bundler takes it: without an extension, and with code that Node alone would not run.
  'handlers/lib/after.ts': `export enum Wait { Short = 300, Long = 3_000 }
export const after = (wait: Wait) => new Promise((resolve) => setTimeout(resolve, wait));
`,
  'tests/works.json': JSON.stringify({
    node: 'worker',
    event: { topic: 'jobs', key: 'one', value: '{"name":"captured","does":"is done"}' },
    emitted: [{ topic: 'done', key: 'one', value: '"captured"' }],
  }),
  'tests/fails.json': JSON.stringify({
    node: 'worker',
    event: { topic: 'jobs', key: 'one', value: '{"name":"captured","does":"throws"}' },
    error: 'captured throws',
  }),
  'tests/conditions.json': JSON.stringify({
    node: 'worker',
    event: { topic: 'jobs', key: 'one', value: '{"name":"captured","does":"tells"}', id: 'e'.repeat(32), offset: '41' },
    seed: 3,
    attempt: 2,
    clockMs: [1000, 1007],
    emitted: [
      {
        topic: 'done',
        key: 'one',
        value: JSON.stringify({
          attempt: 2,
          clock: [1000, 1007, 1008],
          offset: '41',
          luck: createEventRandom(3, 'worker', 'e'.repeat(32))(),
        }),
        headers: { by: 'worker' },
      },
    ],
  }),
  'tests/hangs.json': JSON.stringify({
    node: 'worker',
    event: { topic: 'jobs', key: 'one', value: '{"name":"captured","does":"hangs"}' },
    error: 'The handler took longer than 500 ms.',
  }),
  'tests/ticks.json': JSON.stringify({
    node: 'entrance',
    event: { value: '{"name":"captured"}' },
    emitted: [{ topic: 'jobs', key: 'one', value: '{"name":"captured"}' }],
  }),
  'handlers/worker.ts': `import { defineConsumer } from 'topicraft';
import { after, Wait } from './lib/after';
export default defineConsumer<'worker'>(async (event, { emit, clock, random, attempt }) => {
  const { name, does } = event.value as { name: string; does: string };
  if (does === 'throws') throw new Error(\`\${name} throws\`);
  if (does === 'tells') {
    const value = { attempt, clock: [clock.nowMs(), clock.nowMs(), clock.nowMs()], offset: event.offset, luck: random() };
    await emit('done', { key: event.key, value, headers: { by: 'worker' } });
    return;
  }
  if (does === 'hangs') await after(Wait.Long);
  if (does === 'forgets') {
    void Promise.reject(new Error(\`\${name} forgets\`));
    await after(Wait.Short);
  }
  if (does === 'is slow') await after(Wait.Short);
  if (does === 'spins') for (;;);
  await emit('done', { key: event.key, value: name });
});
`,
};

let exported: ExportedProject;
let bootstrap: string;
let prefix: string;
let count = 0;

beforeAll(async () => {
  exported = await exportFiles(files);
  const broker = startTopicraft(['broker']);
  ({ bootstrap } = await broker.line<{ bootstrap: string; type?: never }>(() => true));
  return async () => {
    broker.signal('SIGTERM');
    await broker.ended;
  };
});

afterAll(() => exported.remove());

beforeEach(() => {
  count += 1;
  prefix = `promises-${count}`;
});

/** Both services, and somebody who asks them for jobs. */
async function startSystem(environment: Record<string, string> = {}) {
  const system = new RunningSystem(exported.system, {
    KAFKA_BROKERS: bootstrap,
    TOPIC_PREFIX: prefix,
    LOG_LEVEL: 'debug',
    ...environment,
  });
  onTestFinished(() => system.killAll());
  await system.createTopics();
  await system.start(['worker', 'entrance']);
  const { url } = await system.service('entrance').line(({ event }) => event === 'http-listening');
  const ask = async (name: string, does = 'is done'): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(String(url), { method: 'POST', headers, body: JSON.stringify({ name, does }) });
    expect(answer.status).toBe(202);
  };
  return { system, ask };
}

const done = async (): Promise<unknown[]> =>
  (await readTopics(bootstrap, [`${prefix}.done`])).map(({ value }) => JSON.parse(value ?? 'null') as unknown);

describe('an exported project', () => {
  it('type-checks, and its captured events give what they must', async () => {
    await npmIn(exported.system, 'run', 'check');
    const output = await npmIn(exported.system, 'test');
    expect(output).toContain('fail 0');
    for (const test of [...tests.map((name) => `worker: ${name}`), 'entrance: ticks']) expect(output).toContain(test);
    const { code, output: inTheApp } = await topicraft('test', exported.project);
    expect(code).toBe(0);
    expect(inTheApp).toContain('5 of 5 tests passed');
  });

  it('finds the same wrong with a handler that is broken, in the same words', async () => {
    const handlers = [exported.project, exported.system].map((folder) => path.join(folder, 'handlers/worker.ts'));
    const text = await readFile(handlers[0] ?? '', 'utf8');
    const broken = text
      .replace('random()', '0.5')
      .replace('throws`', 'has thrown`')
      .replace('attempt, clock:', 'clock:');
    for (const handler of handlers) await writeFile(handler, broken);
    onTestFinished(async () => {
      for (const handler of handlers) await writeFile(handler, text);
      // What runs is what was built last.
      await npmIn(exported.system, 'run', 'build');
    });
    const app = JSON.parse((await topicraft('test', exported.project, '--json')).output) as {
      tests: { file: string; ok: boolean; differences: Difference[] }[];
    };
    const failed = app.tests.filter(({ ok }) => !ok);
    expect(failed.map(({ file }) => file)).toEqual(['tests/conditions.json', 'tests/fails.json']);
    const output = await npmIn(exported.system, 'test').catch((error: unknown) => String(error));
    expect(output).toContain('fail 2');
    for (const { differences } of failed) {
      for (const line of differenceLines(differences)) expect(output).toContain(line.trim());
    }
  });
});

describe('an exported service', () => {
  it('keeps order, retries, and gives up what fails, hangs or forgets a promise', async () => {
    const { system, ask } = await startSystem();
    await ask('first');
    await ask('second', 'throws');
    await ask('third', 'hangs');
    await ask('fourth', 'forgets');
    await ask('last');
    await vi.waitFor(async () => expect(await done()).toEqual(['first', 'last']), patiently);
    const letters = await readTopics(bootstrap, [`${prefix}.worker.dlq`]);
    expect(
      letters.map(({ value, headers }) => [
        (JSON.parse(value ?? 'null') as { name: string }).name,
        headers['topicraft-attempts'],
        headers['topicraft-error-message'],
      ]),
    ).toEqual([
      ['second', '2', 'second throws'],
      ['third', '2', 'The handler took longer than 500 ms.'],
      ['fourth', '2', 'fourth forgets'],
    ]);
    expect(await system.stop()).toEqual({ worker: 0, entrance: 0 });
    // What hung came back to life meanwhile, and its emit was refused.
    expect(await done()).toEqual(['first', 'last']);
  });

  it('finishes and commits on SIGTERM what it has begun', async () => {
    const { system, ask } = await startSystem();
    await ask('slow', 'is slow');
    await system.service('worker').line(({ event }) => event === 'attempt-started');
    system.service('worker').signal('SIGTERM');
    expect(await system.service('worker').ended).toEqual({ code: 0, signal: null, errors: '' });
    expect(await done()).toEqual(['slow']);
    await system.start(['worker']);
    await ask('next');
    await vi.waitFor(async () => expect(await done()).toEqual(['slow', 'next']), patiently);
  });

  it('does again after kill -9 what it had not committed, with the same id', async () => {
    const { system, ask } = await startSystem();
    await ask('slow', 'is slow');
    await system.service('worker').line(({ event }) => event === 'attempt-started');
    await system.kill('worker');
    await system.start(['worker']);
    await vi.waitFor(async () => expect(new Set(await done())).toEqual(new Set(['slow'])), patiently);
    const ids = (await readTopics(bootstrap, [`${prefix}.done`])).map(({ headers }) => headers['topicraft-id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('ends by itself on SIGTERM where its Kafka has gone, and says what that means', async () => {
    const broker = startTopicraft(['broker']);
    const { bootstrap: ownKafka } = await broker.line<{ bootstrap: string; type?: never }>(() => true);
    const { system, ask } = await startSystem({ KAFKA_BROKERS: ownKafka, DRAIN_TIMEOUT_MS: '500' });
    await ask('slow', 'is slow');
    await system.service('worker').line(({ event }) => event === 'attempt-started');
    broker.signal('SIGKILL');
    await broker.ended;
    const worker = system.service('worker');
    worker.signal('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 1, signal: null, errors: '' });
    expect((await worker.line(({ event }) => event === 'stop-given-up')).msg).toContain('is done again');
  });

  it('answers no more where a handler never yields, so that liveness fails', async () => {
    const { system, ask } = await startSystem();
    expect((await system.service('worker').get('/health/live')).status).toBe(200);
    await ask('endless', 'spins');
    await vi.waitFor(async () => {
      await expect(system.service('worker').get('/health/live', 1_000)).rejects.toThrow('timeout');
    }, patiently);
  });

  it('traces an event from its tick to its last effect, with the ids that its records carry', async () => {
    const collector = await startTraceCollector();
    onTestFinished(() => collector.close());
    const { system, ask } = await startSystem({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    await ask('traced');
    await vi.waitFor(async () => expect(await done()).toEqual(['traced']), patiently);
    expect(await system.stop()).toEqual({ worker: 0, entrance: 0 });
    const sent = await readTopics(bootstrap, [`${prefix}.jobs`, `${prefix}.done`]);
    const sendings = Object.fromEntries(
      sent.map(({ topic, headers }) => [
        topic.replace(`${prefix}.`, 'send '),
        headers['traceparent']?.split('-') ?? [],
      ]),
    );
    const [, traceId] = sendings['send jobs'] ?? [];
    const spans = new Map(collector.spans.map((span) => [span.name, span]));
    expect([...spans.keys()].sort()).toEqual(['process jobs', 'send done', 'send jobs', 'tick entrance']);
    expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    for (const name of ['send jobs', 'send done']) expect(spans.get(name)?.spanId).toBe(sendings[name]?.[2]);
    expect(spans.get('send jobs')?.parentSpanId).toBe(spans.get('tick entrance')?.spanId);
    expect(spans.get('process jobs')?.parentSpanId).toBe(spans.get('send jobs')?.spanId);
    expect(spans.get('send done')?.parentSpanId).toBe(spans.get('process jobs')?.spanId);
  });
});
