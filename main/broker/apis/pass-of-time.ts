import type { Clock } from '../../../shared/lib/index.ts';

/** Resolves after `delayMs`, or once `gone` is aborted: then nobody waits any more. */
export function passOf(delayMs: number, clock: Clock, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      timer.cancel();
      gone.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.schedule(delayMs, finish);
    gone.addEventListener('abort', finish);
  });
}
