import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectToServed, servedAddress, type ServedEngine } from '../support/served-engine.ts';
import { repositoryFolder } from '../support/topicraft-command.ts';
import { tracedCalls } from './trace.ts';

export type Client = ServedEngine['client'];

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
  const address = await servedAddress(child).catch((cause: unknown) => {
    throw new Error('strace shows no engine: is it installed, and may it trace?', { cause });
  });
  const { client, socket } = await connectToServed(address);
  return {
    client,
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
