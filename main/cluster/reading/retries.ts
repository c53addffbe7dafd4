import type { Clock } from '../../../shared/lib/index.ts';
import { ClusterFault } from '../connecting/cluster-fault.ts';

const firstDelayMs = 100;
const longestDelayMs = 2000;

/** How long to wait before the next try, after so many that failed in a row (1 or more). */
export function retryDelayMs(failures: number): number {
  return Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
}

/** Resolves after `delayMs`, or at once when `signal` is aborted. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const timer = clock.schedule(delayMs, () => finish());
    const finish = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    signal?.addEventListener('abort', finish);
  });
}

export interface RetryOptions {
  readonly clock: Clock;
  /** From the first failure on. */
  readonly giveUpAfterMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Tries until it succeeds, fails for good, or time is up; rejects with the last fault. An abort rejects with `closed`. */
export async function retrying<Result>(options: RetryOptions, attempt: () => Promise<Result>): Promise<Result> {
  const { clock, giveUpAfterMs, signal } = options;
  let failedSinceMs: number | undefined;
  for (let failures = 1; ; failures += 1) {
    if (signal?.aborted) throw new ClusterFault('closed', 'The reading was ended');
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ClusterFault) || !error.retriable) throw error;
      failedSinceMs ??= clock.nowMs();
      if (clock.nowMs() - failedSinceMs >= giveUpAfterMs) throw error;
    }
    await pause(clock, retryDelayMs(failures), signal);
  }
}
