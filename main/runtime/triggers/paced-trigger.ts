import type { Timer } from '../../../shared/lib/index.ts';
import { maxTimerDelayMs, type RunningTrigger, type TriggerPort } from './trigger.ts';

export interface Pace {
  readonly periodMs: number;
  /** Ticks that may be under way at once. */
  readonly overlap: number;
  /** How much lateness is caught up; what is older is forgiven, so that a stall doesn't end in a flood. */
  readonly catchUpMs: number;
}

/** One at a time; a tick that takes longer than the interval moves the following ones. */
export function intervalPace(everyMs: number): Pace {
  return { periodMs: everyMs, overlap: 1, catchUpMs: 0 };
}

/**
 * A rate holds also where a tick takes longer than its share, so ticks overlap: they begin in order, and what they emit
 * before their first `await` keeps that order.
 */
export function ratePace(perSecond: number): Pace {
  return { periodMs: 1000 / perSecond, overlap: 64, catchUpMs: 1000 };
}

/** Ticks are due at start + n periods; the first one is made at once. */
export function startPacedTrigger(pace: Pace, port: TriggerPort): RunningTrigger {
  const { clock } = port;
  let startMs = clock.nowMs();
  let made = 0;
  let underWay = 0;
  let timer: Timer | undefined;
  let stopped = false;

  const makeTick = (dueMs: number): void => {
    made += 1;
    underWay += 1;
    void port.tick(dueMs, undefined).then(() => {
      underWay -= 1;
      run();
    });
  };

  const run = (): void => {
    timer?.cancel();
    timer = undefined;
    while (underWay < pace.overlap) {
      const nowMs = clock.nowMs();
      const lateMs = nowMs - (startMs + made * pace.periodMs);
      if (stopped) return;
      if (lateMs < 0) {
        timer = clock.schedule(Math.min(-lateMs, maxTimerDelayMs), run);
        return;
      }
      startMs += Math.max(0, lateMs - pace.catchUpMs);
      makeTick(startMs + made * pace.periodMs);
    }
  };

  run();
  return {
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
  };
}
