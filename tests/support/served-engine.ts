import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import { type Contract, engineSocket } from '../../shared/contract/index.ts';

/** An engine behind `topicraft serve`, by a WebSocket of our own. Whoever connects closes it. */
export interface ServedEngine {
  readonly client: ContractRouterClient<Contract>;
  readonly socket: WebSocket;
}

/** The address with its token, as `topicraft serve --json` tells it; rejects where it ends without one. */
export async function servedAddress({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('topicraft serve has no output');
  for await (const line of createInterface({ input: stdout })) {
    const { ready, url } = JSON.parse(line) as { ready?: boolean; url?: string };
    if (ready && url !== undefined) return url;
  }
  throw new Error('topicraft serve ended without an address');
}

/** Connects as a page at that address would. Rejects where the server refuses. */
export async function connectToServed(address: string): Promise<ServedEngine> {
  const { origin, hash } = new URL(address);
  const token = new URLSearchParams(hash.slice(1)).get(engineSocket.tokenParameter) ?? '';
  const engine = new URL(engineSocket.path, origin.replace(/^http/, 'ws'));
  // An engine of ours may answer as much as it likes.
  const socket = new WebSocket(engine, engineSocket.protocols(token), { origin, maxPayload: 0 });
  socket.binaryType = 'arraybuffer';
  await once(socket, 'open');
  return { client: createORPCClient(new RPCLink({ websocket: socket })), socket };
}
