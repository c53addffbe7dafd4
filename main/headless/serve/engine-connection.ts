import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { type Clock, type Timer } from '../../../shared/lib/index.ts';

/** What a page may leave unread before it is cut off; a message more than that is always taken. */
const maxUnreadBytes = 16 * 1024 * 1024;

/** A page that shows no sign of life from one beat to the next is cut off. */
const beatMs = 30_000;

/** As much of a WebSocket as oRPC's handler needs. */
export interface MessageSocket {
  addEventListener: WebSocket['addEventListener'];
  send: (data: Parameters<WebSocket['send']>[0]) => Promise<void>;
}

/**
 * A page's connection as oRPC sees it. `send` resolves when the message is on its way, so that a stream makes its next
 * frame only then, and a page that reads slowly gets fewer frames and not a queue of them. One that doesn't read, or has gone
 * without a word, is cut off. Ends with the socket.
 */
export function createEngineConnection(socket: WebSocket, wire: Duplex, clock: Clock): MessageSocket {
  watchLife(socket, wire, clock);
  return {
    addEventListener: socket.addEventListener.bind(socket),
    send: (data) =>
      new Promise((resolve) => {
        if (socket.bufferedAmount > maxUnreadBytes) socket.terminate();
        // To a page that has gone there is nothing to say: its streams end by the close of the socket.
        if (socket.readyState !== socket.OPEN) resolve();
        else socket.send(data, () => resolve());
      }),
  };
}

/** A sign of life is an answer to a ping, or that what waits to be sent gets less. */
function watchLife(socket: WebSocket, wire: Duplex & { bytesWritten?: number }, clock: Clock): void {
  let alive = true;
  let sentBytes = 0;
  let timer: Timer;
  const beat = (): void => {
    const sentNow = (wire.bytesWritten ?? 0) - wire.writableLength;
    const moving = wire.writableLength > 0 && sentNow > sentBytes;
    if (!alive && !moving) {
      socket.terminate();
      return;
    }
    alive = false;
    sentBytes = sentNow;
    socket.ping();
    timer = clock.schedule(beatMs, beat);
  };
  timer = clock.schedule(beatMs, beat);
  socket.on('pong', () => (alive = true));
  socket.on('message', () => (alive = true));
  socket.on('close', () => timer.cancel());
}
