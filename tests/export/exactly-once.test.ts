import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { writeGraph } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { committedOffsets } from '../support/groups.ts';
import { readTopics } from '../support/read-topics.ts';
import { startTopicraft } from '../support/topicraft-command.ts';
import { withAdminClient } from '../support/with-admin.ts';
import { patiently, exportFiles, type ExportedProject, RunningSystem } from './exported-example.ts';

const graph = graphOf(
  [
    producer('entrance', { trigger: { type: 'http', port: 0, path: '/jobs' } }),
    topic('jobs', { partitions: 1 }),
    topic('done', { partitions: 1 }),
    consumer('worker', {
      guarantee: 'exactly-once',
      timeoutMs: 5000,
      retry: { limit: 1, backoffMs: 10, factor: 1, maxBackoffMs: 10 },
      whenExhausted: 'dead-letter',
    }),
  ],
  ['entrance > jobs > worker > done'],
);

const files = {
  'topicraft.json': writeGraph(graph),
  'handlers/entrance.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'entrance'>(async ({ payload }, { emit }) => {
  await emit('jobs', { key: 'one', value: payload });
});
`,
  // It has emitted when it is killed, or throws.
  'handlers/worker.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer<'worker'>(async (event, { emit, log }) => {
  const { name, does } = event.value as { name: string; does: string };
  await emit('done', { key: event.key, value: name });
  log.info('has emitted', { name });
  if (does === 'is slow') await new Promise((resolve) => setTimeout(resolve, 1000));
  if (does === 'throws') throw new Error(\`\${name} throws\`);
});
`,
};

let exported: ExportedProject;

beforeAll(async () => {
  exported = await exportFiles(files);
});

afterAll(() => exported.remove());

it('an exported service has each effect once, though it is killed in the middle of a transaction, and says so in its README', async () => {
  expect(await readFile(path.join(exported.system, 'README.md'), 'utf8')).toContain('Exactly once: worker.');
  const broker = startTopicraft(['broker']);
  onTestFinished(async () => {
    broker.signal('SIGTERM');
    await broker.ended;
  });
  const { bootstrap } = await broker.line<{ bootstrap: string; type?: never }>(() => true);
  const environment = { KAFKA_BROKERS: bootstrap, TOPIC_PREFIX: 'once', LOG_LEVEL: 'debug' };
  const system = new RunningSystem(exported.system, environment);
  onTestFinished(() => system.killAll());
  await system.createTopics();
  await system.start(['worker', 'entrance']);
  const { url } = await system.service('entrance').line(({ event }) => event === 'http-listening');
  const ask = async (name: string, does: string): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    await fetch(String(url), { method: 'POST', headers, body: JSON.stringify({ name, does }) });
  };
  await ask('first', 'is done');
  await ask('second', 'throws');
  for (const name of ['third', 'fourth']) {
    await ask(name, 'is slow');
    await system.service('worker').line(({ msg, fields }) => msg === 'has emitted' && isOf(fields, name));
    await system.kill('worker');
    await system.start(['worker']);
  }
  await ask('last', 'is done');
  const read = async (name: string) =>
    (await readTopics(bootstrap, [`once.${name}`])).map(({ value }) => JSON.parse(value ?? 'null') as unknown);
  await vi.waitFor(
    async () => expect(await committedOffsets({ bootstrap }, 'once.worker', 'once.jobs')).toEqual(['5']),
    patiently,
  );
  expect(await read('done')).toEqual(['first', 'third', 'fourth', 'last']);
  expect(await read('worker.dlq')).toMatchObject([{ name: 'second' }]);
  expect(await system.stop()).toEqual({ worker: 0, entrance: 0 });
  // Two tries that threw, two that were killed, and what is seen, with a marker each.
  const [ends] = await withAdminClient({ brokers: [bootstrap] }, (admin) => admin.fetchTopicOffsets('once.done'));
  expect(Number(ends?.high)).toBe(2 * (2 + 2 + 4));
});

function isOf(fields: unknown, name: string): boolean {
  return typeof fields === 'object' && fields !== null && 'name' in fields && fields.name === name;
}
