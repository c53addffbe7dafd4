import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { type ClientContext, createORPCClient, type ClientLink, ORPCError } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import { type ContractRouterClient, eventIterator, oc } from '@orpc/contract';
import { type AnyRouter, implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, assert, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { createEngine, createMemorySecretStore } from '../../main/engine/index.ts';
import { startEngineServer } from '../../main/headless/serve/engine-server.ts';
import { type Contract, engineSocket } from '../../shared/contract/index.ts';
import { smallRuntimeFile } from '../support/exported-runtime.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { folderWith, projectWith } from '../support/project-folder.ts';

/** One page's connection. */
interface Connection {
  link: ClientLink<ClientContext>;
  /** Goes without a goodbye, as a page that is closed or has crashed. */
  disconnect(): void;
}

/** An engine's side that pages connect to, as often as they like. */
interface Side {
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

/** As in Electron: the engine gets one end of a channel, the page the other. */
async function overMessagePorts(router: AnyRouter): Promise<Side> {
  const handler = new RPCHandler(router);
  const ports = new Set<MessageChannel['port1']>();
  return {
    connect: async () => {
      const { port1, port2 } = new MessageChannel();
      ports.add(port1);
      handler.upgrade(port1, { context: {} });
      port1.start();
      const link = new MessagePortLink({ port: port2 });
      port2.start();
      return { link, disconnect: () => port2.close() };
    },
    close: async () => {
      for (const port of ports) port.close();
    },
  };
}

/** As with `topicraft serve`. */
async function overWebSockets(router: AnyRouter): Promise<Side> {
  const pageFolder = await folderWith({ 'index.html': '' });
  const server = await startEngineServer({ pageFolder, router, port: 0, clock: new ManualClock() });
  const { host, hash } = new URL(server.address);
  const token = new URLSearchParams(hash.slice(1)).get(engineSocket.tokenParameter) ?? '';
  return {
    connect: async () => {
      const socket = new WebSocket(`ws://${host}${engineSocket.path}`, engineSocket.protocols(token), {
        origin: `http://${host}`,
      });
      // It asks before the socket is open, 200 times at once.
      socket.setMaxListeners(0);
      return { link: new WebSocketLink({ websocket: socket }), disconnect: () => socket.terminate() };
    },
    close: () => server.close(),
  };
}

const testContract = {
  echo: oc.input(z.unknown()).output(z.unknown()),
  length: oc.input(z.object({ text: z.string() })).output(z.int()),
  refuse: oc
    .errors({ REFUSED: { data: z.object({ why: z.string(), at: z.array(z.int()) }) } })
    .input(z.object({ why: z.string() }))
    .output(z.void()),
  wait: oc.output(z.void()),
  /** Counts up; `until` is where it ends by itself. */
  count: oc.input(z.object({ until: z.int().optional() })).output(eventIterator(z.int())),
  fail: oc.errors({ BROKEN: {} }).output(eventIterator(z.int())),
};
type TestClient = ContractRouterClient<typeof testContract>;

/** What has ended on the engine's side, in order, and a way to wait for it. */
class Endings {
  readonly seen: string[] = [];
  #waiting: (() => void)[] = [];

  tell(what: string): void {
    this.seen.push(what);
    for (const look of this.#waiting.splice(0)) look();
  }

  async count(wanted: number): Promise<string[]> {
    while (this.seen.length < wanted) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.seen;
  }
}

function testRouter(endings: Endings): AnyRouter {
  const base = implement(testContract);
  const aborted = (signal: AbortSignal | undefined): Promise<unknown> =>
    signal === undefined || signal.aborted ? Promise.resolve() : once(signal, 'abort');
  return base.router({
    echo: base.echo.handler(({ input }) => input),
    length: base.length.handler(({ input }) => input.text.length),
    refuse: base.refuse.handler(({ input, errors }) => {
      throw errors.REFUSED({ message: 'No.', data: { why: input.why, at: [1, 2] } });
    }),
    wait: base.wait.handler(async ({ signal }) => {
      await aborted(signal);
      endings.tell('wait');
    }),
    count: base.count.handler(async function* ({ input, signal }) {
      try {
        for (let next = 0; next !== input.until; next += 1) {
          yield next;
          // Three at once, and then only what is asked to end.
          if (input.until === undefined && next === 2) await aborted(signal);
          if (signal?.aborted === true) return;
        }
      } finally {
        endings.tell('count');
      }
    }),
    fail: base.fail.handler(async function* ({ errors }) {
      yield 1;
      throw errors.BROKEN({ message: 'It broke.' });
    }),
  });
}

const transports = [
  ['a MessagePort', overMessagePorts],
  ['a WebSocket', overWebSockets],
] as const;

describe.each(transports)('over %s', (_name, start) => {
  let endings: Endings;
  let side: Side;
  let connection: Connection;
  let client: TestClient;

  beforeEach(async () => {
    endings = new Endings();
    side = await start(testRouter(endings));
    connection = await side.connect();
    client = createORPCClient(connection.link);
  });

  afterEach(() => side.close());

  it('a call is answered', async () => {
    const value = { text: 'gr\u00fc\u00dfe \u{1f600} \u0000', list: [1, -0.5, null, true], nested: { empty: {} } };
    expect(await client.echo(value)).toEqual(value);
    expect(await client.length({ text: 'four' })).toBe(4);
  });

  it('answers come to those who asked, whatever their order', async () => {
    const waiting = new AbortController();
    const never = client.wait(undefined, { signal: waiting.signal });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => client.echo(index)));
    expect(answers).toEqual(Array.from({ length: 200 }, (_, index) => index));
    waiting.abort();
    await expect(never).rejects.toThrow(/abort/i);
  });

  it('a declared error comes with its code, its message and its data', async () => {
    const error: unknown = await client.refuse({ why: 'tuesday' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({
      defined: true,
      code: 'REFUSED',
      message: 'No.',
      data: { why: 'tuesday', at: [1, 2] },
    });
  });

  it('input that the contract does not know is refused by the engine', async () => {
    await expect(client.length({ text: 4 } as unknown as { text: string })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });

  it('a call that nobody implements is refused', async () => {
    const stranger = client as unknown as { nothing(): Promise<void> };
    await expect(stranger.nothing()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('20 MiB go there and back', async () => {
    const text = 'x'.repeat(20 * 1024 * 1024);
    expect(await client.length({ text })).toBe(text.length);
    const back = await client.echo(text);
    expect(back === text).toBe(true);
  });

  it('a stream comes in order and ends', async () => {
    const seen: number[] = [];
    for await (const value of await client.count({ until: 500 })) seen.push(value);
    expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => index));
    expect(await endings.count(1)).toEqual(['count']);
  });

  it('a stream that fails says so, after what came before', async () => {
    const seen: number[] = [];
    const reading = (async () => {
      for await (const value of await client.fail()) seen.push(value);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'BROKEN', message: 'It broke.' });
    expect(seen).toEqual([1]);
  });

  it('a stream that nobody reads any more ends in the engine', async () => {
    for await (const value of await client.count({})) if (value === 1) break;
    expect(await endings.count(1)).toEqual(['count']);
  });

  it('a stream ends in the engine by its signal, also while nothing comes', async () => {
    const abort = new AbortController();
    const stream = await client.count({}, { signal: abort.signal });
    const reading = (async () => {
      for await (const value of stream) if (value === 2) abort.abort();
    })();
    await expect(reading).rejects.toThrow(/abort/i);
    expect(await endings.count(1)).toEqual(['count']);
  });

  it('whatever a page has asked for ends in the engine when the page goes', async () => {
    const first = await client.count({});
    const second = await client.count({});
    await first.next();
    await second.next();
    const outcome = client.wait().then(
      () => 'answered',
      () => 'rejected',
    );
    await client.echo('all of it has begun');
    connection.disconnect();
    expect([...(await endings.count(3))].sort()).toEqual(['count', 'count', 'wait']);
    expect(await outcome).toBe('rejected');
  });

  it('a page learns at once that the engine has gone', async () => {
    const stream = await client.count({});
    await stream.next();
    const call = client.wait();
    await client.echo('it has begun');
    const failures = Promise.allSettled([
      call,
      (async () => {
        for await (const value of stream) expect(value).toBeGreaterThan(0);
      })(),
    ]);
    await side.close();
    expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('a page that comes again goes on, and others have noticed nothing', async () => {
    const other: TestClient = createORPCClient((await side.connect()).link);
    const undisturbed = await other.count({});
    await undisturbed.next();
    connection.disconnect();
    const again: TestClient = createORPCClient((await side.connect()).link);
    expect(await again.echo('again')).toBe('again');
    expect(await undisturbed.next()).toEqual({ done: false, value: 1 });
    await undisturbed.return?.();
  });
});

/** A whole engine behind a transport, with a client at the other end. */
async function engineOver(start: (router: AnyRouter) => Promise<Side>): Promise<ContractRouterClient<Contract>> {
  const stateFolder = await folderWith({});
  const engine = createEngine({
    processHost: {
      start: () => {
        throw new Error('Nothing is started here.');
      },
    },
    version: '0.0.0-test',
    stateFolder,
    projectsFolder: stateFolder,
    examplesFolder: stateFolder,
    exportedRuntimeFile: await smallRuntimeFile(),
    secretStore: createMemorySecretStore(),
  });
  const side = await start(engine.router);
  onTestFinished(async () => {
    await side.close();
    await engine.close();
  });
  return createORPCClient((await side.connect()).link);
}

describe.each(transports)('the engine over %s', (_name, start) => {
  it('answers by the contract: a project, an edit, an edit that comes too late, and its stream', async () => {
    const folder = await projectWith(graphOf([topic('orders')]));
    const client = await engineOver(start);
    const opened = await client.projects.open({ folder });
    assert(opened.ok);
    const { projectId, revision } = opened.project;
    const command = { type: 'add-node', node: topic('payments') } as const;
    const edited = await client.projects.apply({ projectId, revision, command });
    expect(edited.revision).toBe(revision + 1);
    await expect(client.projects.apply({ projectId, revision, command })).rejects.toMatchObject({
      defined: true,
      code: 'OUT_OF_DATE',
      data: { revision: edited.revision },
    });
    const stream = await client.projects.watch({ projectId });
    expect(await stream.next()).toMatchObject({ value: { type: 'snapshot', project: { revision: edited.revision } } });
    await client.projects.close({ projectId });
    const rest: string[] = [];
    for await (const event of stream) rest.push(event.type);
    expect(rest.at(-1)).toBe('closed');
    await expect(client.projects.save({ projectId })).rejects.toMatchObject({ code: 'PROJECT_NOT_OPEN' });
  });

  it('says a project as AsyncAPI and Mermaid, and makes one of what it said', async () => {
    const graph = graphOf([producer('web'), topic('orders')], ['web > orders']);
    const client = await engineOver(start);
    const opened = await client.projects.open({ folder: await projectWith(graph) });
    assert(opened.ok);
    const { projectId } = opened.project;
    expect(await client.exchange.mermaid({ projectId })).toMatchObject({
      text: expect.stringContaining('"web"'),
      unsaid: [],
    });
    const { text, unsaid } = await client.exchange.asyncapi({ projectId, form: 'json' });
    expect(unsaid).toContainEqual(expect.objectContaining({ where: expect.objectContaining({ element: 'web' }) }));
    const imported = await client.exchange.importAsyncapi({ folder: 'again', source: { text } });
    assert(imported.ok);
    expect(imported.unsaid).toEqual([]);
    expect(imported.project.graph.nodes.map(({ name }) => name).sort()).toEqual(['orders', 'web']);
    const refused = await client.exchange.importAsyncapi({ folder: 'no', source: { text: 'asyncapi: 2.6.0' } });
    expect(refused).toMatchObject({ ok: false, diagnostics: [{ code: 'asyncapi.version-2' }] });
  });

  it('exports by the contract: a plan, its files, once', async () => {
    const client = await engineOver(start);
    const folder = path.join(await folderWith({}), 'out');
    const handler =
      "import { defineConsumer } from 'topicraft';\nexport default defineConsumer<'billing'>(() => {});\n";
    const opened = await client.projects.open({
      folder: await projectWith(graphOf([topic('orders'), consumer('billing')], ['orders > billing']), {
        'handlers/billing.ts': handler,
      }),
    });
    assert(opened.ok);
    const { projectId } = opened.project;
    const prepared = await client.export.prepare({ projectId, target: 'typescript-kafkajs', folder });
    assert(prepared.ok);
    const { planId, files } = prepared.plan;
    const texts = await client.export.readFile({ projectId, planId, path: 'handlers/billing.ts' });
    expect(texts).toEqual({ generated: handler, isTooLong: false });
    const performed = await client.export.perform({ projectId, planId, choices: { 'README.md': 'leave' } });
    expect(performed).toMatchObject({ folder, removed: [], conflicts: [] });
    expect(performed.written).toHaveLength(files.length - 1);
    await expect(client.export.perform({ projectId, planId, choices: {} })).rejects.toMatchObject({
      defined: true,
      code: 'PLAN_GONE',
    });
  });
});
