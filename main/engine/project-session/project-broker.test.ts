import { describe, expect, it } from 'vitest';
import type { ProcessExit, ProcessHost, ProcessLink } from '../../../shared/lib/index.ts';
import { ManualClock, settle } from '../../../tests/support/manual-clock.ts';
import { ProjectBroker } from './project-broker.ts';

/** A broker process that a test plays; it ends when it is asked to. */
class PlayedProcess implements ProcessLink {
  readonly pid = 1;
  private receive: (message: unknown) => void = () => undefined;
  private exit: (exit: ProcessExit) => void = () => undefined;

  post(message: unknown): void {
    if ((message as { type: string }).type === 'stop') this.end();
  }
  onMessage(receive: (message: unknown) => void): void {
    this.receive = receive;
  }
  onExit(receive: (exit: ProcessExit) => void): void {
    this.exit = receive;
  }
  kill(): void {
    this.end();
  }
  answers(bootstrap = '127.0.0.1:4711'): void {
    this.receive({ type: 'ready', bootstrap });
  }
  fails(message: string): void {
    this.receive({ type: 'failed', code: 'port-taken', message });
  }
  end(): void {
    this.exit({ code: null, signal: 'SIGKILL', standardErrorTail: '' });
  }
}

function play() {
  const processes: PlayedProcess[] = [];
  const told: string[] = [];
  const clock = new ManualClock();
  const processHost: ProcessHost = {
    start: () => {
      const started = new PlayedProcess();
      processes.push(started);
      return started;
    },
  };
  const broker: ProjectBroker = new ProjectBroker({
    processHost,
    clock,
    events: {
      stateChanged: () => told.push(broker.state),
      lost: () => told.push('told lost'),
      restarted: () => told.push('told restarted'),
      givenUp: ({ code }) => told.push(`told given up: ${code}`),
      log: (level) => told.push(level),
    },
  });
  return { broker, processes, told, clock };
}

describe("a project's broker", () => {
  it('starts when it is first needed, once for all who need it, and keeps its address', async () => {
    const { broker, processes, told } = play();
    expect([broker.state, broker.connection]).toEqual(['none', undefined]);
    const needed = [broker.ensure(), broker.ensure()];
    processes[0]?.answers();
    const [first, second] = await Promise.all(needed);
    expect(first).toEqual({ brokers: ['127.0.0.1:4711'] });
    expect([second, broker.connection, await broker.ensure()]).toEqual([first, first, first]);
    expect(broker.connection).toBe(first);
    expect(processes).toHaveLength(1);
    expect(told).toEqual(['starting', 'up']);
    await broker.end();
  });

  it('counts the runs on its records, through its restarts, until it has ended', async () => {
    const { broker, processes, clock } = play();
    const needed = broker.ensure();
    processes[0]?.answers();
    await needed;
    expect(await broker.takeRun()).toBe(0);
    processes[0]?.end();
    await settle();
    await clock.advance(100);
    processes[1]?.answers();
    await settle();
    expect([await broker.takeRun(), await broker.takeRun()]).toEqual([1, 2]);
    await broker.end();
    const again = broker.ensure();
    processes[2]?.answers();
    await again;
    expect(await broker.takeRun()).toBe(0);
    await broker.end();
  });

  it('comes back by itself, as the same', async () => {
    const { broker, processes, told, clock } = play();
    const needed = broker.ensure();
    processes[0]?.answers();
    const connection = await needed;
    processes[0]?.end();
    await settle();
    expect(broker.state).toBe('lost');
    await clock.advance(100);
    processes[1]?.answers();
    await settle();
    expect(told.slice(2)).toEqual(['lost', 'told lost', 'up', 'told restarted']);
    expect(broker.connection).toBe(connection);
    await broker.end();
  });

  it('is given up when it dies again and again, and tried anew when it is needed', async () => {
    const { broker, processes, told, clock } = play();
    const needed = broker.ensure();
    processes[0]?.answers();
    await needed;
    processes[0]?.end();
    for (let restart = 1; restart <= 5; restart += 1) {
      await clock.advance(5000);
      processes[restart]?.fails('the port is taken');
      await settle();
    }
    expect(told.at(-1)).toBe('told given up: broker-does-not-start');
    expect(broker.state).toBe('lost');
    const again = broker.ensure();
    await settle();
    processes[6]?.answers();
    expect(await again).toBe(broker.connection);
    expect(broker.state).toBe('up');
    await broker.end();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is no longer there when it does not start, and may be tried again', async () => {
    const { broker, processes } = play();
    const needed = broker.ensure();
    processes[0]?.fails('no room on the disk');
    await expect(needed).rejects.toMatchObject({
      code: 'broker-does-not-start',
      message: expect.stringContaining('no room on the disk'),
    });
    expect([broker.state, broker.connection]).toEqual(['none', undefined]);
    const again = broker.ensure();
    processes[1]?.answers();
    expect(await again).toEqual({ brokers: ['127.0.0.1:4711'] });
    await broker.end();
  });

  it('is a new one after its end, also where that came while it started', async () => {
    const { broker, processes } = play();
    const needed = broker.ensure();
    const ended = broker.end();
    await expect(needed).rejects.toMatchObject({ name: 'Fault' });
    await ended;
    expect(broker.state).toBe('none');
    const again = broker.ensure();
    processes[1]?.answers('127.0.0.1:4712');
    expect(await again).toEqual({ brokers: ['127.0.0.1:4712'] });
    await broker.end();
    expect([broker.state, broker.connection]).toEqual(['none', undefined]);
  });
});
