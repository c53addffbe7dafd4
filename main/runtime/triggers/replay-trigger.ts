import type { Clock } from '../../../shared/lib/index.ts';
import { toErrorReport } from '../error-report.ts';
import { type ReplayFile, readReplayRows, type ReplayRow } from './replay-rows.ts';
import type { RunningTrigger, TriggerPort } from './trigger.ts';

export interface ReplayOptions extends ReplayFile {
  readonly projectFolder: string;
  /** Without it each row follows as soon as the one before has been handled. */
  readonly perSecond?: number | undefined;
  readonly repeat?: boolean | undefined;
  /** Rows that were made before, in a host that died. */
  readonly skipRows: number;
}

/** One tick a row, one at a time, so that rows keep their order. */
export function startReplayTrigger(options: ReplayOptions, port: TriggerPort): RunningTrigger {
  const stopping = new AbortController();
  void replay(options, port, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) port.ended('failed', toErrorReport(error, options.projectFolder));
  });
  return { stop: () => stopping.abort() };
}

async function replay(options: ReplayOptions, port: TriggerPort, signal: AbortSignal): Promise<void> {
  const startMs = port.clock.nowMs();
  const periodMs = options.perSecond === undefined ? 0 : 1000 / options.perSecond;
  let seen = 0;
  let made = 0;
  for (;;) {
    const seenBefore = seen;
    for await (const row of readReplayRows(options.projectFolder, options)) {
      seen += 1;
      if (seen <= options.skipRows) continue;
      await until(startMs + made * periodMs, port.clock, signal);
      if (signal.aborted) return;
      await makeTick(row, port, options.projectFolder);
      made += 1;
    }
    if (signal.aborted) return;
    if (!options.repeat || seen === seenBefore) {
      port.ended('rows');
      return;
    }
  }
}

async function makeTick(row: ReplayRow, port: TriggerPort, projectFolder: string): Promise<void> {
  if (row.ok) await port.tick(port.clock.nowMs(), row.payload);
  else port.skipTick(port.clock.nowMs(), toErrorReport(row.error, projectFolder));
}

async function until(dueMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const leftMs = dueMs - clock.nowMs();
  if (leftMs <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = clock.schedule(leftMs, resolve);
    signal.addEventListener(
      'abort',
      () => {
        timer.cancel();
        resolve();
      },
      { once: true },
    );
  });
}
