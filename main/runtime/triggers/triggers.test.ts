import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../../tests/support/manual-clock.ts';
import { startCronTrigger } from './cron-trigger.ts';
import { intervalPace, type Pace, ratePace, startPacedTrigger } from './paced-trigger.ts';
import type { EndReason, TickOutcome, TriggerPort } from './trigger.ts';

const startMs = Date.UTC(2026, 0, 1);

/** A producer whose ticks end when the test says so, and at once unless it holds them. */
function port(clock: ManualClock) {
  const ticks: number[] = [];
  const ended: EndReason[] = [];
  const open: (() => void)[] = [];
  const state = { holds: false };
  const trigger: TriggerPort = {
    clock,
    tick: (timeMs) => {
      ticks.push(timeMs - startMs);
      const done: TickOutcome = { type: 'done', tickId: '', eventIds: [] };
      if (!state.holds) return Promise.resolve(done);
      return new Promise((resolve) => open.push(() => resolve(done)));
    },
    skipTick: () => undefined,
    ended: (reason) => void ended.push(reason),
  };
  return { trigger, ticks, ended, state, endAll: () => open.splice(0).forEach((end) => end()) };
}

function paced(pace: Pace) {
  const clock = new ManualClock(startMs);
  const producer = port(clock);
  return { clock, ...producer, running: () => startPacedTrigger(pace, producer.trigger) };
}

describe('an interval', () => {
  it('ticks at once and then each period, by the time at which each is due', async () => {
    const { clock, ticks, running } = paced(intervalPace(100));
    const trigger = running();
    await clock.advance(350);
    expect(ticks).toEqual([0, 100, 200, 300]);
    trigger.stop();
    await clock.advance(1000);
    expect(ticks).toHaveLength(4);
    expect(clock.pendingTimers).toBe(0);
  });

  it('never has two ticks under way; one that takes long moves those after it', async () => {
    const { clock, ticks, state, endAll, running } = paced(intervalPace(100));
    state.holds = true;
    running();
    await clock.advance(250);
    expect(ticks).toEqual([0]);
    endAll();
    await settle();
    expect(ticks).toEqual([0, 250]);
    endAll();
    await clock.advance(100);
    expect(ticks).toEqual([0, 250, 350]);
  });
});

describe('a rate', () => {
  it('holds though ticks take long, and does not drift', async () => {
    const { clock, ticks, state, endAll, running } = paced(ratePace(3));
    state.holds = true;
    running();
    await clock.advance(10_000);
    expect(ticks).toHaveLength(31);
    expect(ticks.at(-1)).toBeCloseTo(10_000);
    endAll();
  });

  it('has at most 64 ticks under way, catches up a second of what it missed, and forgives the rest', async () => {
    const { clock, ticks, state, endAll, running } = paced(ratePace(100));
    state.holds = true;
    running();
    await clock.advance(60_000);
    expect(ticks).toHaveLength(64);
    state.holds = false;
    endAll();
    await settle();
    // 100 a second: a second's worth at once, and the one that is due now.
    expect(ticks).toHaveLength(64 + 101);
    await clock.advance(1000);
    expect(ticks).toHaveLength(64 + 201);
  });
});

describe('a cron expression', () => {
  it('ticks when it says, and in its time zone', async () => {
    const clock = new ManualClock(startMs);
    const utc = port(clock);
    const berlin = port(clock);
    const stop = startCronTrigger({ expression: '*/15 * * * *', timeZone: 'UTC' }, utc.trigger);
    startCronTrigger({ expression: '0 9 * * *', timeZone: 'Europe/Berlin' }, berlin.trigger);
    await clock.advance(3_600_000);
    expect(utc.ticks.map((timeMs) => timeMs / 60_000)).toEqual([15, 30, 45, 60]);
    stop.stop();
    await clock.advance(2 * 86_400_000);
    expect(utc.ticks).toHaveLength(4);
    expect(berlin.ticks.map((timeMs) => timeMs / 3_600_000)).toEqual([8, 32]);
  });

  it('leaves out the runs that fall due while one is under way', async () => {
    const clock = new ManualClock(startMs);
    const { trigger, ticks, state, endAll } = port(clock);
    state.holds = true;
    startCronTrigger({ expression: '* * * * *', timeZone: 'UTC' }, trigger);
    await clock.advance(60_000 * 5 + 1000);
    expect(ticks).toEqual([60_000]);
    endAll();
    await clock.advance(60_000);
    expect(ticks).toEqual([60_000, 360_000]);
  });

  it('waits longer than a timer can, and ends where it never runs again or says nothing', async () => {
    const clock = new ManualClock(startMs);
    const yearly = port(clock);
    startCronTrigger({ expression: '0 0 1 12 *', timeZone: 'UTC' }, yearly.trigger);
    await clock.advance(365 * 86_400_000);
    expect(yearly.ticks).toEqual([Date.UTC(2026, 11, 1) - startMs]);
    const past = port(clock);
    startCronTrigger({ expression: '0 0 0 1 1 * 2020', timeZone: 'UTC' }, past.trigger);
    expect(past.ended).toEqual(['schedule']);
    const nonsense = port(clock);
    startCronTrigger({ expression: 'at noon' }, nonsense.trigger);
    expect(nonsense.ended).toEqual(['failed']);
  });
});
