import { createServer, type Server } from 'node:net';
import { brokerFault } from '../broker-fault.ts';
import type { Session } from '../security/session.ts';
import { Connection, type AnswerFrame } from './connection.ts';

export interface ListenerOptions {
  host: string;
  /** 0 takes any port that is free. */
  port: number;
  answer: AnswerFrame;
  /** Who a new client is. */
  openSession: () => Session;
  /** A connection was closed by us, and why. */
  onRefused: (peer: string, reason: string) => void;
}

/** `socket.request.max.bytes`: a frame that claims more is refused before a byte of it is kept. */
const maxFrameBytes = 104_857_600;

/** The broker's listener. It owns the server socket and all connections, and closes them together. */
export class Listener {
  readonly port: number;
  readonly #server: Server;
  readonly #connections: Set<Connection>;

  private constructor(server: Server, port: number, connections: Set<Connection>) {
    this.#server = server;
    this.port = port;
    this.#connections = connections;
  }

  /** Resolves once clients can connect; rejects with the fault `cannot-listen`. */
  static async open(options: ListenerOptions): Promise<Listener> {
    const connections = new Set<Connection>();
    const server = createServer((socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      const connection = new Connection(socket, {
        answer: options.answer,
        session: options.openSession(),
        maxFrameBytes,
        onClose: (reason) => {
          connections.delete(connection);
          if (reason !== undefined) options.onRefused(peer, reason);
        },
      });
      connections.add(connection);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => {
        reject(
          brokerFault('cannot-listen', `cannot listen on ${options.host}:${options.port}: ${error.message}`, error),
        );
      });
      server.listen({ host: options.host, port: options.port, backlog: 511 }, resolve);
    });
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : options.port;
    return new Listener(server, port, connections);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.close();
    await closed;
  }
}
