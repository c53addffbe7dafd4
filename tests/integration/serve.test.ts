import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { os } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type EngineServer, startEngineServer } from '../../main/headless/serve/engine-server.ts';
import { engineSocket } from '../../shared/contract/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { folderWith } from '../support/project-folder.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

let clock: ManualClock;
let server: EngineServer;
let port: number;
let token: string;

beforeEach(async () => {
  clock = new ManualClock();
  const pageFolder = await folderWith({
    'index.html': '<!doctype html><title>Topicraft</title>',
    'assets/main-1a2b.js': 'export {};',
  });
  server = await startEngineServer({
    pageFolder,
    router: { hello: os.handler(() => 'hello') },
    port: 0,
    clock,
  });
  const address = new URL(server.address);
  port = Number(address.port);
  token = new URLSearchParams(address.hash.slice(1)).get(engineSocket.tokenParameter) ?? '';
});

afterEach(async () => {
  await server.close();
});

/** By node:http, which sends an address and headers as they are given. */
async function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port, path, agent: false, ...options });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

interface Refusal {
  status?: number;
  code?: number;
}

/** How a WebSocket is turned away: by the upgrade's status, or by the code of its close. */
async function refusal(
  options: { path?: string; protocols?: string[]; headers?: Record<string, string>; origin?: string | null } = {},
): Promise<Refusal> {
  const { path = engineSocket.path, protocols = engineSocket.protocols(token), headers = {} } = options;
  const { origin = `http://127.0.0.1:${port}` } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, {
    headers,
    ...(origin !== null && { origin }),
  });
  return await new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve({ status: response.statusCode ?? 0 });
    });
    socket.on('close', (code) => resolve({ code }));
    socket.on('message', () => reject(new Error('it was answered')));
    socket.on('open', () => socket.send(JSON.stringify({ i: '1', p: { u: '/hello', b: {} } })));
    socket.on('error', () => undefined);
  });
}

async function welcome(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${engineSocket.path}`, engineSocket.protocols(token), {
    origin: `http://127.0.0.1:${port}`,
  });
  await once(socket, 'open');
  return socket;
}

describe('the page', () => {
  it('is served with its types, its policy, and leave to keep what has a hash in its name', async () => {
    const index = await ask('/');
    expect(index).toMatchObject({ status: 200, text: '<!doctype html><title>Topicraft</title>' });
    expect(index.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(index.headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${port};`);
    expect(index.headers).not.toHaveProperty('access-control-allow-origin');
    const script = await ask('/assets/main-1a2b.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc/passwd',
    '/assets/../../../etc/passwd',
    String.raw`/..\..\etc\passwd`,
    '//etc/passwd',
    '/assets',
    '/assets/',
    '/index.html/',
    '/%00',
    'http://127.0.0.1/index.html',
    '/engine',
    '/open/guess',
  ])('has nothing at %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, text: 'There is nothing here.\n' });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('is not to be had by %s', async (method) => {
    expect(await ask('/', { method })).toMatchObject({ status: 405 });
  });

  it.each([
    [{ host: 'evil.example' }],
    [{ host: 'evil.example:80' }],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'null' }],
  ])('is refused to %j, with the policy all the same', async (headers) => {
    const answer = await ask('/', { headers });
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.text).not.toContain('doctype');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('survives what is no HTTP', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect((await ask('/')).status).toBe(200);
  });
});

describe('a ticket', () => {
  it('leads to the page with its token, once', async () => {
    const ticket = new URL(server.issueTicket());
    expect(ticket.href).not.toContain(token);
    const first = await ask(ticket.pathname);
    expect(first).toMatchObject({
      status: 302,
      headers: { location: `/#token=${token}`, 'cache-control': 'no-store' },
    });
    expect(await ask(ticket.pathname)).toMatchObject({ status: 404 });
  });

  it('is not redeemed by a page from elsewhere', async () => {
    const { pathname } = new URL(server.issueTicket());
    expect(await ask(pathname, { headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403 });
    expect(await ask(pathname)).toMatchObject({ status: 302 });
  });
});

describe('the way to the engine', () => {
  it('is open to whoever has the token, and agrees on the protocol without it', async () => {
    const socket = await welcome();
    expect(socket.protocol).toBe('topicraft');
    const answer = once(socket, 'message');
    socket.send(JSON.stringify({ i: '1', p: { u: '/hello', b: {} } }));
    expect(String((await answer)[0])).toContain('hello');
    socket.close();
    await once(socket, 'close');
  });

  it.each([
    ['without a token', ['topicraft']],
    ['with an empty token', ['topicraft', 'topicraft.token.']],
    ['with a wrong token', ['topicraft', `topicraft.token.${'A'.repeat(43)}`]],
    ['without any protocol', []],
  ])('is closed %s, and answers nothing', async (_what, protocols) => {
    expect(await refusal({ protocols })).toEqual({ code: engineSocket.closeCodes.wrongToken });
  });

  it.each(['/', '/engine/', '/engine/x', '/engine?x', '/index.html'])('is not at %s', async (path) => {
    expect(await refusal({ path })).toEqual({ status: 404 });
  });

  it.each([
    [{ headers: { host: 'evil.example' }, origin: 'http://evil.example' }],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'http://127.0.0.1:1' }],
    [{ origin: 'null' }],
    [{ origin: null }],
  ])('is refused to %j', async (options) => {
    expect(await refusal(options)).toEqual({ status: 403 });
  });

  it('is closed to a message that is too large', async () => {
    const socket = await welcome();
    socket.on('error', () => undefined);
    socket.send('x'.repeat(engineSocket.maxMessageBytes + 1));
    const [code] = (await once(socket, 'close')) as [number];
    // The server may hang up while the rest is still on its way.
    expect([engineSocket.closeCodes.messageTooLarge, 1006]).toContain(code);
    const next = await welcome();
    next.close();
    await once(next, 'close');
  });

  it('is open to many at once, and ends for all of them when the server closes', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, welcome));
    const closes = Promise.all(sockets.map((socket) => once(socket, 'close')));
    await server.close();
    expect((await closes).map(([code]) => code as number)).toEqual(sockets.map(() => 1001));
    expect(clock.pendingTimers).toBe(0);
  });
});
