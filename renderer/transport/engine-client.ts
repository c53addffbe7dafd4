import { createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { enginePortMessage, engineSocket, type Contract, type WindowBridge } from '../../shared/contract/index.ts';
import { linkOverSocket } from './link-over-socket.ts';

/** The engine's services; each call rejects with an ORPCError of the contract's codes. */
export type EngineClient = ContractRouterClient<Contract>;

export interface EngineConnection {
  readonly client: EngineClient;
  /** Resolves once the engine can no longer be reached by this connection, with the reason where the person must know it. */
  readonly lost: Promise<string | undefined>;
}

/** In Electron by a MessagePort that the preload hands over, in a browser by a WebSocket to the page's own server. */
export function connectEngine(bridge: WindowBridge | undefined): Promise<EngineConnection> {
  return bridge ? connectByPort(bridge) : connectBySocket();
}

function connectByPort(bridge: WindowBridge): Promise<EngineConnection> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent): void => {
      const [port] = event.ports;
      if (event.source !== window || event.data?.type !== enginePortMessage || !port) return;
      window.removeEventListener('message', receive);
      // Chromium tells of the other side's end since 122.
      const lost = new Promise<undefined>((resolveLost) =>
        port.addEventListener('close', () => resolveLost(undefined)),
      );
      port.start();
      resolve({ client: createORPCClient(new MessagePortLink({ port })), lost });
    };
    window.addEventListener('message', receive);
    bridge.connectEngine();
  });
}

async function connectBySocket(): Promise<EngineConnection> {
  const address = new URL(engineSocket.path, location.origin);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, engineSocket.protocols(launchToken()));
  socket.binaryType = 'arraybuffer';
  const link = linkOverSocket(socket);
  const lost = new Promise<string | undefined>((resolve) => {
    socket.addEventListener('close', ({ code }) => {
      resolve(code === engineSocket.closeCodes.wrongToken ? wrongToken : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('The engine does not answer.')), { once: true });
  });
  return { client: createORPCClient(link), lost };
}

const wrongToken = 'This address is of another launch. Open the one that `topicraft serve` has printed.';

const tokenKey = 'topicraft-launch-token';

/** From the address's fragment, which no server sees; kept for reloads of this tab, and taken out of the address bar. */
function launchToken(): string {
  const fragment = new URLSearchParams(location.hash.slice(1)).get(engineSocket.tokenParameter);
  if (fragment !== null) {
    sessionStorage.setItem(tokenKey, fragment);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(tokenKey) ?? 'none';
}
