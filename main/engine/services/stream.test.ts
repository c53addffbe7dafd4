import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../../tests/support/manual-clock.ts';
import { BoundedQueue } from './bounded-queue.ts';
import { streamOf, streamOfRounds, type StreamControl } from './stream.ts';

function numbers(clock: ManualClock, signal?: AbortSignal) {
  const gathered: number[] = [];
  const closed: string[] = [];
  let control: StreamControl | undefined;
  const stream = streamOf<number[]>({
    clock,
    signal,
    open: (given) => {
      control = given;
      return {
        take: () => (gathered.length > 0 ? gathered.splice(0) : undefined),
        close: () => closed.push('closed'),
      };
    },
  });
  const tell = (...values: number[]): void => {
    gathered.push(...values);
    control?.changed();
  };
  return { stream, tell, closed, end: (error?: unknown) => control?.end(error), isOpen: () => control !== undefined };
}

describe('streamOf', () => {
  it('gives the first frame at once and paces those after it', async () => {
    const clock = new ManualClock();
    const { stream, tell } = numbers(clock);
    const first = stream.next();
    tell(1);
    expect(await first).toEqual({ done: false, value: [1] });
    const second = stream.next();
    let frame: unknown;
    void second.then((result) => (frame = result.value));
    tell(2);
    await clock.advance(50);
    tell(3);
    await clock.advance(49);
    expect(frame).toBeUndefined();
    await clock.advance(1);
    expect(frame).toEqual([2, 3]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('opens its source at the first pull only, and never after an abort', async () => {
    const { stream, isOpen } = numbers(new ManualClock(), AbortSignal.abort());
    expect(isOpen()).toBe(false);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(isOpen()).toBe(false);
  });

  it('ends and lets go when the signal aborts while a frame is awaited', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    const { stream, tell, closed } = numbers(clock, abort.signal);
    const first = stream.next();
    tell(1);
    await first;
    const waiting = stream.next();
    tell(2);
    await settle();
    expect(clock.pendingTimers).toBe(1);
    abort.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(closed).toEqual(['closed']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets go when the reader returns, also while it awaits a frame', async () => {
    const { stream, closed } = numbers(new ManualClock());
    const waiting = stream.next();
    await settle();
    await stream.return(undefined);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(closed).toEqual(['closed']);
  });

  it('gives what is left before it ends', async () => {
    const { stream, tell, end, closed } = numbers(new ManualClock());
    const first = stream.next();
    tell(1);
    await first;
    tell(2);
    end();
    tell(3);
    expect(await stream.next()).toEqual({ done: false, value: [2, 3] });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(closed).toEqual(['closed']);
  });

  it('ends with the error that it is given', async () => {
    const { stream, end, closed } = numbers(new ManualClock());
    const first = stream.next();
    await settle();
    end(new Error('the disk has gone'));
    await expect(first).rejects.toMatchObject({ code: 'FAULT', message: expect.stringContaining('the disk has gone') });
    expect(closed).toEqual(['closed']);
  });
});

describe('streamOfRounds', () => {
  it('gives the frames of a round without a pause, and the next round after one', async () => {
    const clock = new ManualClock();
    let rounds: string[][] = [['a', 'b']];
    let control: StreamControl | undefined;
    const stream = streamOfRounds<string>({
      clock,
      signal: undefined,
      open: (given) => {
        control = given;
        return { take: () => rounds.shift() ?? [], close: () => undefined };
      },
    });
    expect((await stream.next()).value).toBe('a');
    rounds = [['c']];
    control?.changed();
    expect((await stream.next()).value).toBe('b');
    const next = stream.next();
    await settle();
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(100);
    expect((await next).value).toBe('c');
  });
});

describe('BoundedQueue', () => {
  it('keeps the newest and counts what it left out', () => {
    const queue = new BoundedQueue<number>(3);
    for (let item = 1; item <= 20; item += 1) queue.push(item);
    queue.addDropped(2);
    expect(queue.take()).toEqual({ items: [18, 19, 20], dropped: 19 });
    expect(queue.take()).toBeUndefined();
  });
});
