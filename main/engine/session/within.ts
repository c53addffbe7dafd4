import type { Clock, Timer } from '../../../shared/lib/index.ts';

/** Resolves when the work does, or with undefined after so long; it goes on then, and nobody waits for it. Rejects where it does in time. */
export async function within<Value>(
  clock: Clock,
  work: Promise<Value> | undefined,
  limitMs: number,
): Promise<Value | undefined> {
  let timer: Timer | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = clock.schedule(limitMs, () => resolve(undefined));
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    timer?.cancel();
  }
}
