import { describe, expect, it } from 'vitest';
import type { ProcessExit, ProcessHost, ProcessLink } from '../../../shared/lib/index.ts';
import { ManualClock, settle } from '../../../tests/support/manual-clock.ts';
import { createEmbeddedBroker, type EmbeddedBroker } from './embedded-broker.ts';

/** A broker process that a test plays. */
class FakeProcess implements ProcessLink {
  readonly pid = 1;
  readonly posted: unknown[] = [];
  private receive: (message: unknown) => void = () => undefined;
  private exit: (exit: ProcessExit) => void = () => undefined;

  post(message: unknown): void {
    this.posted.push(message);
    if ((message as { type: string }).type === 'stop') this.end({ code: 0, signal: null });
  }
  onMessage(receive: (message: unknown) => void): void {
    this.receive = receive;
  }
  onExit(receive: (exit: ProcessExit) => void): void {
    this.exit = receive;
  }
  kill(): void {
    this.end({ code: null, signal: 'SIGKILL' });
  }
  say(message: unknown): void {
    this.receive(message);
  }
  end(exit: Pick<ProcessExit, 'code' | 'signal'>): void {
    this.exit({ ...exit, standardErrorTail: '' });
  }
}

function play(): { broker: EmbeddedBroker; processes: FakeProcess[]; told: string[]; clock: ManualClock } {
  const processes: FakeProcess[] = [];
  const told: string[] = [];
  const clock = new ManualClock();
  const processHost: ProcessHost = {
    start: () => {
      const started = new FakeProcess();
      processes.push(started);
      return started;
    },
  };
  const broker = createEmbeddedBroker({
    processHost,
    clock,
    dataDirectory: '/data',
    events: {
      lost: (explanation, delayMs) => told.push(`lost, ${delayMs} ms: ${explanation}`),
      restarted: ({ bootstrap }) => told.push(`restarted: ${bootstrap}`),
      givenUp: (fault) => told.push(`given up: ${fault.code}`),
      log: (level, message) => told.push(`${level}: ${message}`),
    },
  });
  return { broker, processes, told, clock };
}

describe('the embedded broker', () => {
  it('starts on any port, and again on the same one when it dies', async () => {
    const { broker, processes, told, clock } = play();
    const starting = broker.start();
    processes[0]?.say({ type: 'ready', bootstrap: '127.0.0.1:4711' });
    expect(await starting).toEqual({ bootstrap: '127.0.0.1:4711', pid: 1 });
    expect(processes[0]?.posted[0]).toMatchObject({ type: 'start', options: { port: 0, dataDirectory: '/data' } });

    processes[0]?.end({ code: null, signal: 'SIGSEGV' });
    await settle();
    expect(told).toEqual(['lost, 100 ms: it was ended by SIGSEGV']);
    expect(processes).toHaveLength(1);
    await clock.advance(100);
    expect(processes[1]?.posted[0]).toMatchObject({ type: 'start', options: { port: 4711, dataDirectory: '/data' } });
    processes[1]?.say({ type: 'ready', bootstrap: '127.0.0.1:4711' });
    await settle();
    expect(told.at(-1)).toBe('restarted: 127.0.0.1:4711');
  });

  it('passes on what its faults are asked for, and says that it is not up where nobody answers', async () => {
    const { broker, processes } = play();
    const list = { type: 'list' } as const;
    await expect(broker.changeFaults(list)).rejects.toMatchObject({ code: 'broker-not-up' });
    const starting = broker.start();
    processes[0]?.say({ type: 'ready', bootstrap: '127.0.0.1:4711' });
    await starting;
    const [first, second, lost] = [list, { type: 'clear' } as const, list].map((change) => broker.changeFaults(change));
    expect(processes[0]?.posted.slice(1)).toEqual([
      { type: 'faults', requestId: 1, change: list },
      { type: 'faults', requestId: 2, change: { type: 'clear' } },
      { type: 'faults', requestId: 3, change: list },
    ]);
    const standing = {
      rule: { id: 'a', effect: { type: 'freeze' } },
      state: 'on',
      happened: 0,
      remainingMs: undefined,
    };
    processes[0]?.say({ type: 'faults', requestId: 2, faults: [] });
    processes[0]?.say({ type: 'faults', requestId: 1, faults: [standing] });
    expect([await first, await second]).toEqual([[standing], []]);
    processes[0]?.end({ code: 1, signal: null });
    await expect(lost).rejects.toMatchObject({ code: 'broker-not-up' });
    await broker.stop();
  });

  it('waits longer before each restart that fails, and gives up after five', async () => {
    const { broker, processes, told, clock } = play();
    const starting = broker.start();
    processes[0]?.say({ type: 'ready', bootstrap: '127.0.0.1:4711' });
    await starting;
    processes[0]?.end({ code: 1, signal: null });
    for (const [restart, delayMs] of [100, 200, 400, 800, 1600].entries()) {
      await settle();
      expect(told.at(-1)).toContain(`lost, ${delayMs} ms`);
      await clock.advance(delayMs);
      processes[restart + 1]?.say({ type: 'failed', code: 'port-taken', message: 'port 4711 is taken' });
    }
    await settle();
    expect(told.at(-1)).toBe('given up: broker-does-not-start');
    expect(clock.pendingTimers).toBe(0);
    expect(processes).toHaveLength(6);
  });

  it('says why it does not start', async () => {
    const { broker, processes } = play();
    const starting = broker.start();
    processes[0]?.say({ type: 'failed', code: 'data-locked', message: 'the folder is in use' });
    await expect(starting).rejects.toMatchObject({
      code: 'broker-does-not-start',
      message: 'The embedded broker does not start: the folder is in use',
    });
  });

  it('is closed in good order, which is no loss', async () => {
    const { broker, processes, told } = play();
    const starting = broker.start();
    processes[0]?.say({ type: 'ready', bootstrap: '127.0.0.1:4711' });
    await starting;
    await broker.stop();
    await settle();
    expect(processes[0]?.posted.at(-1)).toEqual({ type: 'stop' });
    expect(told).toEqual([]);
    expect(processes).toHaveLength(1);
  });

  it('is ended where it does not close in time', async () => {
    const { broker, processes, clock } = play();
    const starting = broker.start();
    const [started] = processes;
    started?.say({ type: 'ready', bootstrap: '127.0.0.1:4711' });
    await starting;
    if (started) started.post = () => undefined;
    let stopped = false;
    void broker.stop().then(() => (stopped = true));
    await clock.advance(9999);
    expect(stopped).toBe(false);
    await clock.advance(1);
    expect(stopped).toBe(true);
  });
});
