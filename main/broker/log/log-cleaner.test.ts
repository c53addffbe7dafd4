import { expect, it } from 'vitest';
import { keyedBatch, readCommitted } from '../../../tests/support/compacted-logs.ts';
import { logSettings } from '../../../tests/support/log-settings.ts';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { LogCleaner } from './log-cleaner.ts';
import { memorySegments } from './memory-segments.ts';
import { SegmentedLog } from './segmented-log.ts';
import type { SegmentStore } from './segment.ts';

const settings = { ...logSettings, segmentBytes: 300, compacts: true };

function logOf(clock: ManualClock, records: number, keys: number, store: SegmentStore = memorySegments): SegmentedLog {
  const log = new SegmentedLog(store, settings, clock.nowMs());
  for (let index = 0; index < records; index += 1) {
    const batch = keyedBatch([{ key: `k${index % keys}`, value: `v${index}` }], clock.nowMs());
    log.append(batch, { produceVersion: 9, leaderEpoch: 0, nowMs: clock.nowMs() });
  }
  return log;
}

it('compacts what is due every fifteen seconds, and goes on until nothing is', async () => {
  const clock = new ManualClock(1_700_000_000_000);
  const logs = [logOf(clock, 40, 2), logOf(clock, 40, 4)];
  const cleaner = new LogCleaner({
    clock,
    logs: () => logs,
    onUncleanable: (_log, cause) => {
      throw cause;
    },
  });
  await clock.advance(14_999);
  expect(logs.map((log) => readCommitted(log).length)).toEqual([40, 40]);
  await clock.advance(1);
  for (const log of logs) expect(readCommitted(log).length).toBeLessThan(12);
  cleaner.close();
  expect(clock.pendingTimers).toBe(0);
});

it('tells once of a log that cannot be compacted, and goes on with the others', async () => {
  const clock = new ManualClock(1_700_000_000_000);
  const full: SegmentStore = {
    ...memorySegments,
    beginReplacement: () => {
      throw new Error('no space left');
    },
  };
  const [broken, sound] = [logOf(clock, 40, 2, full), logOf(clock, 40, 2)];
  const told: string[] = [];
  const cleaner = new LogCleaner({
    clock,
    logs: () => [broken, sound],
    onUncleanable: (log, cause) => told.push(`${log === broken} ${String(cause)}`),
  });
  await clock.advance(60_000);
  expect(told).toEqual(['true Error: no space left']);
  expect(readCommitted(broken)).toHaveLength(40);
  expect(readCommitted(sound).length).toBeLessThan(12);
  cleaner.close();
});

it('leaves no trace of what it was doing when it is closed', () => {
  const clock = new ManualClock(1_700_000_000_000);
  const pending: (() => void)[] = [];
  const byHand = {
    nowMs: () => clock.nowMs(),
    schedule: (_delayMs: number, run: () => void) => {
      pending.push(run);
      return { cancel: () => void pending.splice(0) };
    },
  };
  const open = new Set<unknown>();
  const watched: SegmentStore = {
    ...memorySegments,
    beginReplacement: (baseOffset, endOffset) => {
      const replacement = memorySegments.beginReplacement(baseOffset, endOffset);
      open.add(replacement);
      return { ...replacement, discard: () => void open.delete(replacement) };
    },
  };
  const log = new SegmentedLog(watched, { ...settings, segmentBytes: 5_000_000 }, clock.nowMs());
  for (let index = 0; index < 20; index += 1) {
    const batch = keyedBatch([{ key: 'k', value: 'x'.repeat(500_000) }], clock.nowMs());
    log.append(batch, { produceVersion: 9, leaderEpoch: 0, nowMs: clock.nowMs() });
  }
  const cleaner = new LogCleaner({ clock: byHand, logs: () => [log], onUncleanable: () => undefined });
  while (open.size === 0) {
    const run = pending.shift();
    if (!run) throw new Error('nothing is compacted');
    run();
  }
  cleaner.close();
  expect([open.size, pending.length]).toEqual([0, 0]);
  expect(readCommitted(log)).toHaveLength(20);
});
