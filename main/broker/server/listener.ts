import type { X509Certificate } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../../shared/lib/index.ts';
import { brokerFault } from '../broker-fault.ts';
import type { TlsOptions } from '../security/security-options.ts';
import type { Session } from '../security/session.ts';
import type { OpenSession } from '../security/sessions.ts';
import { Connection, type AnswerFrame } from './connection.ts';
import { IdleSweep } from './idle-sweep.ts';
import { createTlsServer } from './tls-server.ts';

export interface ListenerOptions {
  host: string;
  /** 0 takes any port that is free. */
  port: number;
  /** undefined: without TLS. */
  tls: TlsOptions | undefined;
  answer: AnswerFrame;
  openSession: OpenSession;
  clock: Clock;
  /** `connections.max.idle.ms`; below zero connections are never idle. */
  maxIdleMs: number;
  /** Asked for each connection: whether it is closed at once, for nothing that its client did. */
  isRefused: () => boolean;
  /** A connection was closed by us, and why. */
  onRefused: (peer: string, reason: string) => void;
}

/** `socket.request.max.bytes`: a frame that claims more is refused before a byte of it is kept. */
const maxFrameBytes = 104_857_600;

/** The broker's listener. It owns the server socket, all connections and the sweep that ends idle ones, and closes them together. */
export class Listener {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;
  readonly #connections: ReadonlySet<Connection>;
  readonly #idleSweep: IdleSweep;

  private constructor(
    server: Server,
    sockets: ReadonlySet<Socket>,
    connections: ReadonlySet<Connection>,
    { clock, maxIdleMs }: ListenerOptions,
  ) {
    this.#server = server;
    this.#sockets = sockets;
    this.#connections = connections;
    this.#idleSweep = new IdleSweep({ clock, maxIdleMs, sockets });
    const address = server.address();
    this.port = address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** Resolves once clients can connect; rejects with the fault `cannot-listen` or `bad-certificate`. */
  static async open(options: ListenerOptions): Promise<Listener> {
    const { tls, onRefused } = options;
    const connections = new Set<Connection>();
    // Also those whose TLS handshake isn't done, and of TLS both the socket below and the one above.
    const sockets = new Set<Socket>();
    const track = (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    };
    const onConnection = (socket: Socket, certificate?: X509Certificate) => {
      if (options.isRefused()) {
        socket.destroy();
        return;
      }
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      const session = sessionOf(options.openSession, certificate);
      if (!session) {
        onRefused(peer, 'its certificate could not be read');
        socket.destroy();
        return;
      }
      const connection = new Connection(socket, {
        answer: options.answer,
        session,
        maxFrameBytes,
        onClose: (reason) => {
          connections.delete(connection);
          if (reason !== undefined) onRefused(peer, reason);
        },
      });
      connections.add(connection);
      if (tls) track(socket);
    };
    const server = tls ? createTlsServer(tls, { onConnection, onRefused }) : createServer(onConnection);
    server.on('connection', track);
    await listen(server, options);
    return new Listener(server, sockets, connections, options);
  }

  async close(): Promise<void> {
    this.#idleSweep.close();
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

/** Undefined where a certificate is not as any was thought to be: that is one client's trouble, not the broker's. */
function sessionOf(openSession: OpenSession, certificate: X509Certificate | undefined): Session | undefined {
  try {
    return openSession(certificate);
  } catch {
    return undefined;
  }
}

function listen(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(brokerFault('cannot-listen', `cannot listen on ${host}:${port}: ${error.message}`, error));
    });
    server.listen({ host, port, backlog: 511 }, resolve);
  });
}
