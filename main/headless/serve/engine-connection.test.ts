import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../shared/lib/index.ts';
import { ManualClock, settle } from '../../../tests/support/manual-clock.ts';
import { createEngineConnection, type MessageSocket } from './engine-connection.ts';

const mebibyte = 1024 * 1024;
const beatMs = 30_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  pings = 0;
  readonly sent: { data: unknown; done: () => void }[] = [];
  readonly addEventListener = (): void => undefined;
  send(data: unknown, done: () => void): void {
    this.sent.push({ data, done });
  }
  ping(): void {
    this.pings += 1;
  }
  terminate(): void {
    this.readyState = 3;
    this.emit('close');
  }
}

let clock: ManualClock;
let socket: FakeSocket;
let wire: { bytesWritten: number; writableLength: number };
let connection: MessageSocket;

beforeEach(() => {
  clock = new ManualClock();
  socket = new FakeSocket();
  wire = { bytesWritten: 0, writableLength: 0 };
  connection = createEngineConnection(socket as unknown as WebSocket, wire as unknown as Duplex, clock);
});

describe('what is sent', () => {
  it('counts as sent once it is on its way, so that the next frame waits for it', async () => {
    let sent = false;
    void connection.send('frame').then(() => (sent = true));
    await settle();
    expect(sent).toBe(false);
    socket.sent[0]?.done();
    await settle();
    expect(sent).toBe(true);
  });

  it('may be as large as it must; who leaves it unread and wants more is cut off', async () => {
    void connection.send('x');
    socket.bufferedAmount = 100 * mebibyte;
    await connection.send('y');
    expect(socket.readyState).toBe(3);
    expect(socket.sent).toHaveLength(1);
  });

  it('is nothing to one that has gone', async () => {
    socket.terminate();
    await connection.send('x');
    expect(socket.sent).toHaveLength(0);
  });
});

describe('a page', () => {
  it('lives as long as it answers', async () => {
    for (let beat = 1; beat <= 5; beat += 1) {
      await clock.advance(beatMs);
      socket.emit('pong');
      expect(socket.pings).toBe(beat);
    }
    expect(socket.readyState).toBe(1);
  });

  it('may be busy for minutes, in which nothing is answered', async () => {
    for (let times = 1; times <= 3; times += 1) {
      await clock.advance(15 * minuteMs);
      expect(socket.readyState).toBe(1);
      socket.emit('pong');
    }
    await clock.advance(45 * minuteMs);
    expect(socket.readyState).toBe(1);
  });

  it('is cut off where it answers nothing for an hour', async () => {
    await clock.advance(hourMs);
    expect(socket.readyState).toBe(1);
    await clock.advance(beatMs);
    expect(socket.readyState).toBe(3);
    expect(clock.pendingTimers).toBe(0);
  });

  it('loses nothing by a machine that slept: one beat is late, however long that was', () => {
    let slept = 0;
    const sleepy: Clock = {
      nowMs: () => slept * hourMs,
      schedule: (_delayMs, run) => {
        beats.push(run);
        return { cancel: () => undefined };
      },
    };
    const beats: (() => void)[] = [];
    createEngineConnection(socket as unknown as WebSocket, wire as unknown as Duplex, sleepy);
    for (slept = 1; slept <= 3; slept += 1) beats.shift()?.();
    expect(socket.readyState).toBe(1);
  });

  it('may be slow to answer while it still reads', async () => {
    for (let times = 1; times <= 5; times += 1) {
      await clock.advance(45 * minuteMs);
      wire.bytesWritten += mebibyte;
      wire.writableLength = 512;
    }
    expect(socket.readyState).toBe(1);
    await clock.advance(hourMs + beatMs);
    expect(socket.readyState).toBe(3);
  });

  it('is forgotten when it goes', () => {
    socket.terminate();
    expect(clock.pendingTimers).toBe(0);
  });
});
