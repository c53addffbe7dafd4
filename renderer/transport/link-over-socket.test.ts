import { createORPCClient, safe } from '@orpc/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { settle } from '../../tests/support/manual-clock.ts';
import { followStream } from './follow-stream.ts';
import { linkOverSocket } from './link-over-socket.ts';

interface Client {
  call(input: object, options?: { signal?: AbortSignal }): Promise<unknown>;
  stream(input: object, options: { signal: AbortSignal }): Promise<AsyncIterable<string>>;
}

class FakeSocket extends EventTarget {
  readyState = 1;
  readonly sent: { i: string }[] = [];
  send(message: string): void {
    this.sent.push(JSON.parse(message));
  }
  answer(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
}

let socket: FakeSocket;
let client: Client;
const thrown: unknown[] = [];
const gather = (reason: unknown): void => void thrown.push(reason);

beforeEach(() => {
  thrown.length = 0;
  process.on('unhandledRejection', gather);
  socket = new FakeSocket();
  client = createORPCClient(linkOverSocket(socket as unknown as WebSocket));
});

afterEach(() => {
  process.off('unhandledRejection', gather);
});

async function openStream(watching: AbortController): Promise<{ received: string[]; ended: Promise<unknown> }> {
  const received: string[] = [];
  const ended = safe(
    followStream(
      (signal) => client.stream({}, { signal }),
      watching.signal,
      (item: string) => received.push(item),
    ),
  );
  await settle();
  const id = socket.sent.at(-1)?.i;
  socket.answer({ i: id, t: 2, p: { h: { 'content-type': 'text/event-stream' } } });
  socket.answer({ i: id, t: 3, p: { e: 'message', d: { json: 'first' } } });
  await settle();
  return { received, ended };
}

it.each(['closing', 'closed, and nobody has been told'])(
  'takes a stream back from a socket that is %s',
  async (state) => {
    const watching = new AbortController();
    const { received, ended } = await openStream(watching);
    expect(received).toEqual(['first']);
    const sent = socket.sent.length;
    socket.readyState = state === 'closing' ? 2 : 3;
    watching.abort();
    await ended;
    await settle();
    expect(thrown).toEqual([]);
    expect(socket.sent).toHaveLength(sent);
  },
);

it('rejects what waits for an answer when the socket is lost, and what is asked afterwards', async () => {
  const waiting = safe(client.call({}));
  const { ended } = await openStream(new AbortController());
  socket.readyState = 2;
  const askedLate = safe(client.call({}));
  await settle();
  const askedAgain = waiting.then(() => safe(client.call({})));
  socket.readyState = 3;
  socket.dispatchEvent(new Event('close'));
  for (const { error } of [await waiting, await askedLate, await askedAgain]) expect(error).toBeInstanceOf(Error);
  await ended;
  expect((await safe(client.call({}))).error).toBeInstanceOf(Error);
  await settle();
  expect(thrown).toEqual([]);
});
