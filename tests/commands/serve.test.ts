import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Contract, engineSocket } from '../../shared/contract/index.ts';
import { repositoryFolder, type RunningCommand, startTopicraft } from '../support/topicraft-command.ts';

interface ReadyLine {
  ready: boolean;
  url: string;
  type?: never;
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-serve-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function serve(...words: string[]): RunningCommand {
  const command = startTopicraft(['serve', '--state-folder', path.join(folder, 'state'), ...words], {
    environment: { HOME: folder },
  });
  onTestFinished(() => command.signal('SIGKILL'));
  return command;
}

async function addressOf(command: RunningCommand): Promise<URL> {
  return new URL((await command.line<ReadyLine>(({ ready }) => ready)).url);
}

/** As the page of this address would connect. */
function connect(address: URL): { client: ContractRouterClient<Contract>; socket: WebSocket } {
  const token = new URLSearchParams(address.hash.slice(1)).get(engineSocket.tokenParameter) ?? '';
  const socket = new WebSocket(`ws://${address.host}${engineSocket.path}`, engineSocket.protocols(token), {
    origin: address.origin,
  });
  return { client: createORPCClient(new RPCLink({ websocket: socket })), socket };
}

describe('topicraft serve', () => {
  it('serves the built page and an engine that answers it, and ends in good order', async () => {
    const command = serve('--json', 'examples/basic-kafka');
    const address = await addressOf(command);
    expect(address.hostname).toBe('127.0.0.1');
    expect(address.hash).toMatch(/^#token=[\w-]{43}$/);

    const page = await (await fetch(address.origin)).text();
    const [, script] = /<script type="module"[^>]* src="\.\/(assets\/[^"]+)"/.exec(page) ?? [];
    const answer = await fetch(`${address.origin}/${script ?? ''}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    // The page's policy lets no inline script run.
    expect(page).not.toMatch(/<script(?![^>]* src=)/);

    const { client, socket } = connect(address);
    const info = await client.application.info();
    expect(info).toMatchObject({
      keepsSecrets: false,
      openFirst: path.join(repositoryFolder, 'examples/basic-kafka'),
      projectsFolder: path.join(folder, 'Topicraft'),
    });
    const closed = once(socket, 'close');
    command.signal('SIGINT');
    expect((await closed)[0]).toBe(engineSocket.closeCodes.goingAway);
    expect(await command.ended).toMatchObject({
      code: 0,
      output: `${JSON.stringify({ ready: true, url: address.href })}\n`,
      errors: '',
    });
    expect((await readdir(folder)).filter((name) => name !== 'state')).toEqual([]);
  });

  it('prints its address for a person, and starts no browser where there is no terminal', async () => {
    const command = serve();
    command.closeOutput();
    const { code, errors } = await command.ended;
    expect({ code, errors }).toEqual({ code: 141, errors: '' });
  });

  it('has a token of its own each time', async () => {
    const first = serve('--json');
    const second = serve('--json');
    expect((await addressOf(first)).hash).not.toBe((await addressOf(second)).hash);
    for (const command of [first, second]) {
      command.signal('SIGTERM');
      expect(await command.ended).toMatchObject({ code: 0 });
    }
  });

  it('says in plain words that a port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await serve('--port', String(port)).ended).toMatchObject({
      code: 1,
      output: '',
      errors: `topicraft: Port ${port} is taken. Leave --port out for any free one.\n`,
    });
    server.close();
  });
});
