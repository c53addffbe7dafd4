import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createNodeProcessHost } from '../../main/headless/process-host.ts';
import type { ProcessExit, ProcessLink, ProcessStart } from '../../shared/lib/index.ts';

const fixtures = new URL('./fixtures/process-host/', import.meta.url);
const host = createNodeProcessHost(fixtures);
const started: ProcessLink[] = [];

function start(options: Partial<ProcessStart> = {}): ProcessLink {
  const link = host.start({ kind: 'broker', environment: {}, ...options });
  started.push(link);
  return link;
}

function answerOf(link: ProcessLink, question: object): Promise<unknown> {
  const answer = new Promise((resolve) => link.onMessage(resolve));
  link.post(question);
  return answer;
}

function exitOf(link: ProcessLink): Promise<ProcessExit> {
  return new Promise((resolve) => link.onExit(resolve));
}

afterEach(() => {
  for (const link of started.splice(0)) link.kill();
});

describe('a process host on plain Node', () => {
  it('gives a process exactly its environment, its folder and its heap', async () => {
    const folder = realpathSync(tmpdir());
    const link = start({ environment: { ONLY: 'this' }, workingDirectory: folder, heapLimitMb: 100 });
    const answer = (await answerOf(link, { ask: 'environment' })) as {
      environment: Record<string, string>;
      folder: string;
      heapBytes: number;
    };
    expect(answer.environment).toEqual({ ONLY: 'this' });
    expect(answer.folder).toBe(folder);
    expect(answer.heapBytes).toBeLessThan(300 * 1024 * 1024);
  });

  it('carries bytes, maps and bigints as they are', async () => {
    const value = { bytes: new Uint8Array([1, 2, 3]), offset: 2n ** 60n, map: new Map([['key', [1]]]) };
    expect(await answerOf(start(), { ask: 'echo', value })).toEqual(value);
  });

  it('tells how a process ended, with the last 8 KiB of what it complained', async () => {
    const link = start();
    link.post({ ask: 'die' });
    const exit = await exitOf(link);
    expect(exit).toMatchObject({ code: 7, signal: null });
    expect(exit.standardErrorTail).toMatch(/^x+last words$/);
    expect(exit.standardErrorTail).toHaveLength(8 * 1024);
    link.post({ ask: 'echo', value: 'to nobody' });
  });

  it('ends a process that is to be ended, and tells it as any other end', async () => {
    const link = start();
    link.kill();
    expect(await exitOf(link)).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('tells a process that could not start as one that ended', async () => {
    const exit = await exitOf(start({ workingDirectory: '/nowhere/at/all' }));
    expect(exit).toMatchObject({ code: null, signal: null });
    expect(exit.standardErrorTail).toContain('ENOENT');
  });

  it('leaves no process behind when its own is killed', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const parent = spawn(process.execPath, [fileURLToPath(new URL('parent.ts', fixtures)), String(port)]);
    const [connection] = (await once(server, 'connection')) as [Socket];
    connection.resume().on('error', () => undefined);
    const closed = once(connection, 'close');
    expect(connection.readyState).toBe('open');
    parent.kill('SIGKILL');
    await closed;
    server.close();
    await once(server, 'close');
  });
});
