import { describe, expect, it } from 'vitest';
import { type Hop, readHops } from '../../../shared/hops/index.ts';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { type HopBatch, payloadOf, StreamedHops } from './hop-recorder.ts';

function recorder(isOn = true) {
  const clock = new ManualClock();
  const batches: HopBatch[] = [];
  const hops = new StreamedHops({ clock, nowMs: () => 1, isOn, post: (batch) => void batches.push(batch) });
  return { clock, batches, hops };
}

function hop(attempt: number, topic = 'orders'): Hop {
  const value = new Uint8Array(512).fill(attempt);
  return {
    type: 'sent',
    attempt,
    node: 'shop',
    eventId: 'ab'.repeat(16),
    traceId: 'cd'.repeat(16),
    causeId: 'ef'.repeat(16),
    certainty: 'known',
    topic,
    sentMs: 1,
    endedMs: 2,
    payload: payloadOf({ key: null, value }),
  };
}

describe('hops of a host', () => {
  it('are waited for until the engine has taken them, what could not be told at once too', async () => {
    const { clock, batches, hops } = recorder();
    const done: string[] = [];
    expect(hops.taken()).toBeUndefined();
    hops.record(hop(1));
    void hops.taken()?.then(() => done.push('first'));
    expect(batches).toHaveLength(1);
    hops.record(hop(2));
    void hops.taken()?.then(() => done.push('second'));
    await clock.advance(10);
    expect(done).toEqual([]);
    hops.tookBatch();
    await clock.advance(10);
    expect(done).toEqual(['first']);
    hops.tookBatch();
    await clock.advance(10);
    expect(done).toEqual(['first', 'second']);
    expect(hops.taken()).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('go along with since when something is left untold, also where there are none', async () => {
    const { clock, batches, hops } = recorder();
    hops.leftUntold(7);
    hops.leftUntold(5);
    await clock.advance(250);
    expect(batches).toMatchObject([{ hops: 0, untoldSinceMs: 5 }]);
    hops.record(hop(1));
    hops.flush();
    expect(batches[1]).not.toHaveProperty('untoldSinceMs');
    const off = recorder(false);
    off.hops.leftUntold(5);
    off.hops.tellAll();
    expect(off.batches).toEqual([]);
  });

  it('are waited for no longer than a second', async () => {
    const { clock, hops } = recorder();
    let isDone = false;
    hops.record(hop(1));
    void hops.taken()?.then(() => (isDone = true));
    await clock.advance(999);
    expect(isDone).toBe(false);
    await clock.advance(1);
    expect(isDone).toBe(true);
  });

  it('are told together, four times a second', async () => {
    const { clock, batches, hops } = recorder();
    hops.record(hop(1));
    await clock.advance(200);
    hops.record(hop(2));
    expect(batches).toEqual([]);
    await clock.advance(50);
    expect(batches).toMatchObject([{ hops: 2, dropped: 0 }]);
    expect(readHops(batches[0]?.bytes ?? new Uint8Array())).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
    await clock.advance(1000);
    expect(batches).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('wait while too much is not taken, beyond a bound are counted and left out, and are all told at the end', async () => {
    const { clock, batches, hops } = recorder();
    let recorded = 0;
    for (; recorded < 20_000; recorded += 1) hops.record(hop(recorded));
    await clock.advance(1000);
    const untaken = batches.length;
    const bytes = (from: number): number => batches.slice(from).reduce((sum, batch) => sum + batch.bytes.byteLength, 0);
    expect(bytes(0)).toBeGreaterThanOrEqual(4 * 1024 * 1024);
    expect(bytes(0)).toBeLessThan(5 * 1024 * 1024);
    hops.tookBatch();
    hops.tookBatch();
    expect(bytes(untaken)).toBeLessThan(4 * 1024 * 1024 + 2000);
    const told = (): number => batches.reduce((sum, batch) => sum + batch.hops + batch.dropped, 0);
    expect(told()).toBe(recorded);
    expect(batches.at(-1)?.dropped).toBeGreaterThan(0);

    hops.record(hop(1));
    await clock.advance(1000);
    expect(told()).toBe(recorded);
    hops.tellAll();
    expect(told()).toBe(recorded + 1);
    for (const _ of batches) hops.tookBatch();
    hops.record(hop(1));
    await clock.advance(250);
    expect(batches.at(-1)).toMatchObject({ hops: 1, dropped: 0 });
  });

  it('are none while it is off, and what was recorded before is told', () => {
    const { batches, hops } = recorder();
    hops.record(hop(1));
    hops.switch(false);
    hops.record(hop(2));
    hops.flush();
    hops.switch(true);
    hops.record(hop(3));
    hops.flush();
    expect(batches.map(({ bytes }) => readHops(bytes).map((each) => 'attempt' in each && each.attempt))).toEqual([
      [1],
      [3],
    ]);
  });

  it('give each attempt of a call a number of its own', () => {
    const { hops } = recorder();
    expect([hops.takeNumbers(1), hops.takeNumbers(3), hops.takeNumbers(1)]).toEqual([0, 1, 4]);
  });
});
