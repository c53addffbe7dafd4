import type { Clock } from '../../../shared/lib/index.ts';
import type { PartitionLog } from '../log/partition-log.ts';

export interface RecordWait {
  logs: readonly PartitionLog[];
  /** Counts only what belongs to no open transaction. */
  onlyStable: boolean;
  /** How many bytes must be appended to all logs together before it is worth answering. */
  missingBytes: number;
  maxWaitMs: number;
  clock: Clock;
  /** The client has gone: nobody waits any more. */
  gone: AbortSignal;
}

/**
 * The long poll of a fetch: resolves once enough was appended to the logs, one of them was closed, time is up, or the client is
 * gone. It is woken by the appends themselves and reads nothing while it waits.
 */
export function waitForRecords({ logs, onlyStable, missingBytes, maxWaitMs, clock, gone }: RecordWait): Promise<void> {
  return new Promise((resolve) => {
    const bytesBefore = totalBytes(logs, onlyStable);
    const finish = () => {
      timer.cancel();
      for (const stop of stops) stop();
      gone.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.schedule(maxWaitMs, finish);
    const stops = logs.map((log) =>
      log.onChange((change) => {
        if (change === 'closed' || totalBytes(logs, onlyStable) - bytesBefore >= missingBytes) finish();
      }),
    );
    gone.addEventListener('abort', finish, { once: true });
  });
}

function totalBytes(logs: readonly PartitionLog[], onlyStable: boolean): number {
  return logs.reduce((sum, log) => sum + (onlyStable ? log.stableBytes : log.appendedBytes), 0);
}
