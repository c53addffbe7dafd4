import type { Page } from '@playwright/test';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import { engineSocket, type Contract } from '../../../shared/contract/index.ts';

export interface EngineOfPage {
  readonly client: ContractRouterClient<Contract>;
  close(): void;
}

/** The engine that a page in a browser talks to, by a connection of our own beside the page's. */
export async function connectBeside(page: Page): Promise<EngineOfPage> {
  const { origin, token } = await page.evaluate(() => ({
    origin: location.origin,
    token: sessionStorage.getItem('topicraft-launch-token') ?? '',
  }));
  const address = new URL(engineSocket.path, origin.replace(/^http/, 'ws'));
  const socket = new WebSocket(address, engineSocket.protocols(token), { origin });
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return { client: createORPCClient(new RPCLink({ websocket: socket })), close: () => socket.close() };
}
