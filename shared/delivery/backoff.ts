import type { RetrySettings } from './types.ts';

/** The wait before the next attempt, once `failedAttempts` (1 or more) have failed. Without jitter, so that a rerun waits alike. */
export function backoffMs(retry: RetrySettings, failedAttempts: number): number {
  return Math.min(retry.maxBackoffMs, retry.backoffMs * retry.factor ** (failedAttempts - 1));
}

/** Dead letters, claims and their commits are retried for ever: giving one up would lose an event, or hold its partition up. */
export const deadLetterRetry: RetrySettings = { limit: Infinity, backoffMs: 200, factor: 2, maxBackoffMs: 10_000 };
