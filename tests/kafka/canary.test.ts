import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConnectionDraft } from '../../shared/contract/index.ts';
import { writeGraph } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { familyOf, familyRunning } from '../support/process-family.ts';
import { writeProject } from '../support/project-folder.ts';
import { connectToServed, type ServedEngine } from '../support/served-engine.ts';
import { type RunningCommand, startTopicraft, topicraft } from '../support/topicraft-command.ts';
import { type SecuredKafka, startSecuredKafka } from './real-kafka/secured-kafka.ts';
import { freshName } from './topics.ts';

/**
 * A password that is put into a connection and then looked for everywhere. It runs on a real Kafka, since there the password
 * has to travel to where it is needed: to the engine, and to the handler hosts' clients.
 */
let kafka: SecuredKafka;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'topicraft-canary-'));
  kafka = await startSecuredKafka();
});

afterAll(async () => {
  await kafka.stop();
  await rm(home, { recursive: true, force: true });
});

/** A handler that tells all that it can find out about where it runs. */
const tellingHandler = `import { defineConsumer } from 'topicraft';

export default defineConsumer<'spy'>(async (event, { log, env }) => {
  const proc = (globalThis as { process?: { env: object; argv: string[]; execArgv: string[]; report?: object } }).process;
  log.info('found', { env, environment: proc?.env, argv: proc?.argv, execArgv: proc?.execArgv });
});
`;

const tickingHandler = `import { defineProducer } from 'topicraft';

export default defineProducer<'clock'>(async (tick, { emit }) => {
  await emit('ticks', { value: tick.index });
});
`;

const graph = graphOf(
  [producer('clock', { trigger: { type: 'interval', everyMs: 50 } }), topic('ticks'), consumer('spy')],
  ['clock > ticks > spy'],
);

/** The forms in which a text may lie in a file or a message. */
function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [
    bytes,
    Buffer.from(text, 'utf16le'),
    Buffer.from(bytes.toString('hex')),
    ...base64.map((form) => Buffer.from(form)),
  ];
}

function holds(content: Uint8Array, text: string): boolean {
  const bytes = Buffer.from(content);
  return formsOf(text).some((form) => bytes.includes(form));
}

async function filesThatHold(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    if (holds(await readFile(file), text)) found.push(path.relative(folder, file));
  }
  return found;
}

/** Processes of the family whose arguments or environment hold the text, among how many. */
async function processesThatHold(root: number, text: string): Promise<{ looked: number; found: string[] }> {
  const family = await familyOf(root);
  const found: string[] = [];
  for (const pid of family) {
    for (const part of ['cmdline', 'environ']) {
      const content = await readFile(`/proc/${pid}/${part}`).catch(() => Buffer.alloc(0));
      if (holds(content, text)) found.push(`${pid} ${part}`);
    }
  }
  return { looked: family.length, found };
}

interface Engine {
  readonly client: ServedEngine['client'];
  /** Everything that it has ever answered. */
  readonly answers: readonly Buffer[];
  readonly serving: RunningCommand;
  close(): void;
}

async function startEngine(stateFolder: string): Promise<Engine> {
  const serving = startTopicraft(['serve', '--no-open', '--json', '--state-folder', stateFolder], {
    folder: home,
    environment: { HOME: home },
  });
  const { url = '' } = await serving.line<{ type?: string; url?: string }>(({ url }) => url !== undefined);
  const { client, socket } = await connectToServed(url);
  const answers: Buffer[] = [];
  socket.on('message', (data: ArrayBuffer) => answers.push(Buffer.from(data)));
  return { client, answers, serving, close: () => socket.close() };
}

describe('a password in a connection', () => {
  it('is looked for in each form, and would be found', async () => {
    const folder = path.join(home, 'planted');
    await mkdir(folder);
    const { password } = kafka.user;
    const forms = formsOf(`x${password}`);
    for (const [index, form] of forms.entries()) await writeFile(path.join(folder, String(index)), form);
    await writeFile(path.join(folder, 'none'), 'nothing');
    const found = await filesThatHold(folder, password);
    expect(found).toContain('0');
    expect(found).toContain('1');
    expect(found).toContain('2');
    expect(found.length).toBeGreaterThan(3);
    expect(found).not.toContain('none');
    await rm(folder, { recursive: true });
  });

  it('is in no file, no answer, no log, no argument and no environment, whatever is done with it', async () => {
    const { password, name } = kafka.user;
    const project = path.join(home, 'project');
    await writeProject(project, {
      'topicraft.json': writeGraph(graph),
      'handlers/clock.ts': tickingHandler,
      'handlers/spy.ts': tellingHandler,
    });
    const engine = await startEngine(path.join(home, 'state'));
    const { client } = engine;
    const draft: ConnectionDraft = {
      name: 'Secured',
      brokers: [kafka.bootstrap],
      tls: { ca: [await readFile(kafka.certificateFile, 'utf8')] },
      sasl: { mechanism: 'scram-sha-256', username: name },
      prefix: `${freshName('canary')}.`,
      secrets: { password },
    };
    expect(await client.connections.test(draft)).toMatchObject({ ok: true });
    // A wrong one is answered with an error, which may quote what it was given.
    expect(await client.connections.test({ ...draft, secrets: { password: `${password}!` } })).toMatchObject({
      ok: false,
    });
    const { id: connectionId } = await client.connections.save(draft);
    const opened = await client.projects.open({ folder: project });
    if (!opened.ok) throw new Error('the project does not open');
    const { projectId } = opened.project;
    const standing = await client.trust.watch({ projectId });
    for await (const { folder } of standing) {
      await client.trust.trust({ projectId, folder, scope: 'folder' });
      break;
    }
    const logs = await client.session.logs({ projectId });
    const frames = await client.session.watch({ projectId });
    void drain(frames);
    const target = { type: 'connection', connectionId } as const;
    await client.session.start({ projectId, target, createTopics: true });
    const told: string[] = [];
    for await (const { entries } of logs) {
      told.push(...entries.filter(({ message }) => message === 'found').map(({ fields = '' }) => fields));
      if (told.length > 3) break;
    }
    // The handler did tell of its environment.
    expect(told[0]).toContain('environment');

    const { pid } = engine.serving;
    const looked = await processesThatHold(pid, password);
    expect(looked.found).toEqual([]);
    expect(looked.looked).toBeGreaterThan(2);
    await crashHosts(pid);
    await client.projects.save({ projectId });
    await client.session.stop({ projectId });
    const exported = path.join(home, 'exported');
    expect(await topicraft('export', project, '--out', exported)).toMatchObject({ code: 0 });

    engine.close();
    engine.serving.signal('SIGTERM');
    const { output, errors } = await engine.serving.ended;
    expect(holds(Buffer.from(output + errors), password)).toBe(false);
    expect(engine.answers.length).toBeGreaterThan(10);
    expect(engine.answers.filter((answer) => holds(answer, password))).toEqual([]);
    expect(await filesThatHold(home, password)).toEqual([]);
  });
});

async function drain(stream: AsyncIterable<{ timeMs: number }>): Promise<void> {
  try {
    for await (const frame of stream) expect(frame.timeMs).toBeGreaterThan(0);
  } catch {
    // The connection was closed at the end.
  }
}

/** Ends the handler hosts as a crash of native code would, and waits until others stand in for them. */
async function crashHosts(root: number): Promise<void> {
  const hosts = (): Promise<number[]> => familyRunning(root, 'handler-host');
  const before = await hosts();
  expect(before.length).toBeGreaterThan(0);
  for (const pid of before) process.kill(pid, 'SIGSEGV');
  await vi.waitFor(
    async () => {
      const now = await hosts();
      expect(now.length).toBe(before.length);
      expect(now.filter((pid) => before.includes(pid))).toEqual([]);
    },
    { timeout: 120_000, interval: 200 },
  );
}
