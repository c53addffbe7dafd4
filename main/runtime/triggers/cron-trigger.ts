import { Cron } from 'croner';
import type { Timer } from '../../../shared/lib/index.ts';
import { toErrorReport } from '../error-report.ts';
import { maxTimerDelayMs, type RunningTrigger, type TriggerPort } from './trigger.ts';

/** Ticks when the expression says, one at a time: runs that fall due while one is under way are left out. */
export function startCronTrigger(
  { expression, timeZone }: { expression: string; timeZone?: string | undefined },
  port: TriggerPort,
): RunningTrigger {
  let timer: Timer | undefined;
  let stopped = false;

  const waitUntil = (dueMs: number, run: () => void): void => {
    const leftMs = dueMs - port.clock.nowMs();
    timer =
      leftMs <= maxTimerDelayMs
        ? port.clock.schedule(Math.max(0, leftMs), run)
        : port.clock.schedule(maxTimerDelayMs, () => waitUntil(dueMs, run));
  };

  const next = (cron: Cron): void => {
    if (stopped) return;
    const due = cron.nextRun(new Date(port.clock.nowMs()));
    if (!due) {
      port.ended('schedule');
      return;
    }
    waitUntil(due.getTime(), () => void port.tick(due.getTime(), undefined).then(() => next(cron)));
  };

  try {
    next(new Cron(expression, { paused: true, timezone: timeZone }));
  } catch (error) {
    port.ended('failed', toErrorReport(error, ''));
  }
  return {
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
  };
}
