import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import { type Contract, engineSocket } from '../../shared/contract/index.ts';
import { repositoryFolder } from '../support/topicraft-command.ts';
import { tracedCalls } from './trace.ts';

export type Client = ContractRouterClient<Contract>;

export interface TracedEngine {
  readonly client: Client;
  /** Ends it in good order; the trace is whole then. */
  stop(): Promise<void>;
}

/** `topicraft serve` under strace, which writes what it and its threads ask of the system to a file. */
export async function startTracedEngine(folders: {
  readonly home: string;
  readonly state: string;
  readonly trace: string;
}): Promise<TracedEngine> {
  // A call that this strace or this system doesn't know yet is passed over.
  const calls = tracedCalls.map((call) => `?${call}`).join(',');
  const tracer = ['-f', '-qq', '-y', '-s', '4096', '--seccomp-bpf', '-e', `trace=${calls}`];
  const serve = [path.join(repositoryFolder, 'out/topicraft.js'), 'serve', '--no-open', '--json'];
  const words = ['-o', folders.trace, process.execPath, ...serve, '--state-folder', folders.state];
  const child = spawn('strace', [...tracer, ...words], {
    cwd: folders.home,
    env: { PATH: process.env['PATH'] ?? '', HOME: folders.home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const { origin, hash } = new URL(await addressOf(child));
  const token = new URLSearchParams(hash.slice(1)).get(engineSocket.tokenParameter) ?? '';
  const socket = new WebSocket(origin.replace('http', 'ws') + engineSocket.path, engineSocket.protocols(token), {
    origin,
    maxPayload: 0,
  });
  socket.binaryType = 'arraybuffer';
  await once(socket, 'open');
  return {
    client: createORPCClient(new RPCLink({ websocket: socket })),
    stop: async () => {
      socket.close();
      if (child.exitCode === null && child.signalCode === null) process.kill(await tracedBy(child), 'SIGTERM');
      await ended;
    },
  };
}

/** The process that it traces: strace itself lets no signal end it, so that the trace is whole. */
async function tracedBy({ pid }: ChildProcess): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('strace has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { ready, url } = JSON.parse(line) as { ready?: boolean; url?: string };
    if (ready && url !== undefined) return url;
  }
  throw new Error('topicraft serve ended without an address: is strace installed, and may it trace?');
}
