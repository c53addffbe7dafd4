import { EventEmitter } from 'node:events';
import type { MessagePortMain } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcessLink } from '../../../shared/lib/index.ts';
import type { MessageFromEngine } from '../engine/messages.ts';
import { RemoteProcessHost } from './remote-process-host.ts';
import { RemoteSecretStore } from './remote-secret-store.ts';

class FakePort extends EventEmitter {
  readonly posted: unknown[] = [];
  started = false;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  start(): void {
    this.started = true;
  }
}

const asPort = (port: FakePort): MessagePortMain => port as unknown as MessagePortMain;
const exit = { code: 1, signal: null, standardErrorTail: 'it broke' };

let asked: MessageFromEngine[];
let host: RemoteProcessHost;
let link: ProcessLink;
let port: FakePort;

beforeEach(() => {
  asked = [];
  host = new RemoteProcessHost((message) => asked.push(message));
  link = host.start({ kind: 'broker', environment: { A: '1' }, heapLimitMb: 100 });
  port = new FakePort();
});

describe('a process that main starts for the engine', () => {
  it('is asked for, and has a number once it runs', () => {
    expect(asked).toEqual([
      { type: 'start-process', id: 1, start: { kind: 'broker', environment: { A: '1' }, heapLimitMb: 100 } },
    ]);
    expect(link.pid).toBeUndefined();
    host.running(1, 4711);
    expect(link.pid).toBe(4711);
  });

  it('hears what was said before its port came, and says what it says to everyone who listens', () => {
    const heard: unknown[] = [];
    link.onMessage((message) => heard.push(message));
    link.post('early');
    host.started(1, asPort(port));
    link.post('late');
    expect(port).toMatchObject({ posted: ['early', 'late'], started: true });
    port.emit('message', { data: 'ready' });
    expect(heard).toEqual(['ready']);
  });

  it('has ended once all that it said is heard, though the news of its end came first', async () => {
    const seen: unknown[] = [];
    link.onMessage((message) => seen.push(message));
    const ended = new Promise((resolve) => link.onExit(resolve));
    host.started(1, asPort(port));
    host.ended(1, exit);
    port.emit('message', { data: 'last words' });
    port.emit('close');
    expect(await ended).toEqual(exit);
    expect(seen).toEqual(['last words']);
  });

  it('has ended also where its port stays open, and where it never had one', async () => {
    vi.useFakeTimers();
    try {
      const first = new Promise((resolve) => link.onExit(resolve));
      host.started(1, asPort(port));
      host.ended(1, exit);
      vi.advanceTimersByTime(500);
      expect(await first).toEqual(exit);
      const second = host.start({ kind: 'handler-host', environment: {} });
      host.ended(2, exit);
      expect(await new Promise((resolve) => second.onExit(resolve))).toEqual(exit);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is killed by main, each by its own number', () => {
    const second = host.start({ kind: 'handler-host', environment: {} });
    second.kill();
    link.kill();
    expect(asked.slice(2)).toEqual([
      { type: 'kill-process', id: 2 },
      { type: 'kill-process', id: 1 },
    ]);
  });
});

describe('secrets that main keeps for the engine', () => {
  it('come back to who asked, or say why not', async () => {
    const store = new RemoteSecretStore((message) => asked.push(message));
    const [encrypted, decrypted] = [store.encrypt('a'), store.decrypt('b')];
    expect(asked.slice(1)).toEqual([
      { type: 'secret', id: 1, operation: 'encrypt', text: 'a' },
      { type: 'secret', id: 2, operation: 'decrypt', text: 'b' },
    ]);
    store.answered(2, undefined, 'The keychain is locked.');
    store.answered(1, 'A', '');
    expect(await encrypted).toBe('A');
    await expect(decrypted).rejects.toThrow('The keychain is locked.');
  });
});
