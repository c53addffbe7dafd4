import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { type Clock, type Timer } from '../../../shared/lib/index.ts';

/** What a page may leave unread before it is cut off; a message more than that is always taken. */
const maxUnreadBytes = 16 * 1024 * 1024;

const beatMs = 30_000;

/**
 * A page that shows no sign of life for so many beats on end is cut off: an hour. That is only for one that is gone without a
 * word, behind a tunnel, since on this machine the system tells when a page ends. One that is starved of CPU, stands in a debugger or
 * was put to sleep by its browser is alive and may answer nothing for minutes: the browser reads a ping only after all that
 * was sent before it. To wait costs little, since a stream makes no frame before the last one is on its way.
 */
const silentBeats = 120;

/** As much of a WebSocket as oRPC's handler needs. */
export interface MessageSocket {
  addEventListener: WebSocket['addEventListener'];
  send: (data: Parameters<WebSocket['send']>[0]) => Promise<void>;
}

/**
 * A page's connection as oRPC sees it. `send` resolves when the message is on its way, so that a stream makes its next
 * frame only then, and a page that reads slowly gets fewer frames and not a queue of them. One that doesn't read what it asks for, or
 * has gone without a word, is cut off. Ends with the socket.
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

/**
 * A sign of life is an answer to a ping, any message, or that what waits to be sent gets less. Beats are counted rather than
 * time, so that this process may be starved or asleep itself: what a page has answered meanwhile is read after the one beat
 * that is late.
 */
function watchLife(socket: WebSocket, wire: Duplex & { bytesWritten?: number }, clock: Clock): void {
  let silent = 0;
  let sentBytes = 0;
  let timer: Timer;
  const beat = (): void => {
    const sentNow = (wire.bytesWritten ?? 0) - wire.writableLength;
    if (wire.writableLength > 0 && sentNow > sentBytes) silent = 0;
    sentBytes = sentNow;
    if (silent >= silentBeats) {
      socket.terminate();
      return;
    }
    silent += 1;
    socket.ping();
    timer = clock.schedule(beatMs, beat);
  };
  timer = clock.schedule(beatMs, beat);
  socket.on('pong', () => (silent = 0));
  socket.on('message', () => (silent = 0));
  socket.on('close', () => timer.cancel());
}
