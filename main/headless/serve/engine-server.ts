import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { engineSocket } from '../../../shared/contract/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { readPageFiles } from '../../page/index.ts';
import { createEngineConnection } from './engine-connection.ts';
import { createPageServer } from './page-server.ts';
import { mayAnswer } from './request-guard.ts';
import { createTickets } from './tickets.ts';
import { createToken, offersToken } from './token.ts';

/** Who takes longer to say goodbye is cut off. */
const farewellMs = 2_000;

export interface EngineServerOptions {
  /** The built page. */
  readonly pageFolder: string;
  /** The contract, implemented. Its owner closes what is behind it, after the server. */
  readonly router: AnyRouter;
  /** 0 is any free one. */
  readonly port: number;
  readonly clock: Clock;
}

export interface EngineServer {
  /** Of the page, with the token of this launch: for the person who started it. */
  readonly address: string;
  /** An address that leads there once, and may be seen by others. */
  issueTicket(): string;
  /** Ends all connections, and their streams with them. May be called twice. */
  close(): Promise<void>;
}

/**
 * Serves the page and, behind the launch's token, the engine, on 127.0.0.1; see ../README.md.
 * @throws where the page isn't built, and the system's error where the port can't be had
 */
export async function startEngineServer(options: EngineServerOptions): Promise<EngineServer> {
  const { clock } = options;
  const token = createToken();
  const tickets = createTickets(`/#${engineSocket.tokenParameter}=${token}`);
  const http = createPageServer(await readPageFiles(options.pageFolder), tickets);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: engineSocket.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(engineSocket.protocol) ? engineSocket.protocol : false),
  });
  const handler = new RPCHandler(options.router);

  const welcome = (socket: WebSocket, request: IncomingMessage, wire: Duplex): void => {
    // What a broken connection says about itself adds nothing to its close, which follows.
    socket.on('error', () => undefined);
    if (offersToken(request.headers['sec-websocket-protocol'], token)) {
      void handler.upgrade(createEngineConnection(socket, wire, clock), { context: {} });
    } else {
      socket.close(engineSocket.closeCodes.wrongToken, 'Open the address that this launch has printed.');
      const farewell = clock.schedule(farewellMs, () => socket.terminate());
      socket.on('close', () => farewell.cancel());
    }
  };
  http.on('upgrade', (request, wire, head) => {
    wire.on('error', () => wire.destroy());
    if (!mayAnswer(request, true)) return refuseUpgrade(wire, '403 Forbidden');
    if (request.url !== engineSocket.path) return refuseUpgrade(wire, '404 Not Found');
    sockets.handleUpgrade(request, wire, head, (socket) => welcome(socket, request, wire));
  });

  const close = async (): Promise<void> => {
    const closed = [once(http, 'close'), ...[...sockets.clients].map((socket) => once(socket, 'close'))];
    http.close();
    http.closeAllConnections();
    for (const socket of sockets.clients) socket.close(engineSocket.closeCodes.goingAway);
    const farewell = clock.schedule(farewellMs, () => {
      for (const socket of sockets.clients) socket.terminate();
    });
    await Promise.all(closed);
    farewell.cancel();
  };
  let closing: Promise<void> | undefined;

  http.listen(options.port, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    address: `${origin}/#${engineSocket.tokenParameter}=${token}`,
    issueTicket: () => `${origin}${tickets.issue()}`,
    close: () => (closing ??= close()),
  };
}

function refuseUpgrade(wire: Duplex, status: string): void {
  wire.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
