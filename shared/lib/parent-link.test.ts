import { afterEach, describe, expect, it } from 'vitest';
import { connectParent } from './parent-link.ts';

class FakePort {
  readonly posted: unknown[] = [];
  started = false;
  readonly listeners: Record<string, ((event: never) => void)[]> = {};
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  on(event: string, listener: (event: never) => void): void {
    (this.listeners[event] ??= []).push(listener);
  }
  start(): void {
    this.started = true;
  }
  emit(event: string, value?: unknown): void {
    for (const listener of this.listeners[event] ?? []) listener(value as never);
  }
}

const host = globalThis as unknown as { process: { parentPort?: FakePort } };

afterEach(() => {
  delete host.process.parentPort;
});

describe('the link of a utility process', () => {
  it('is the first port that main hands over, and waits for it', () => {
    const [main, port] = [new FakePort(), new FakePort()];
    host.process.parentPort = main;
    const link = connectParent();
    const heard: unknown[] = [];
    link?.onMessage((message) => heard.push(message));
    link?.onDisconnect(() => heard.push('gone'));
    link?.post('early');
    main.emit('message', { data: {}, ports: [port] });
    main.emit('message', { data: {}, ports: [new FakePort()] });
    link?.post('late');
    expect(port).toMatchObject({ posted: ['early', 'late'], started: true });
    expect(main.posted).toEqual([]);
    port.emit('message', { data: 'start' });
    port.emit('close');
    expect(heard).toEqual(['start', 'gone']);
  });
});
