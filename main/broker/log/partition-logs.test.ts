import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { logSettings } from '../../../tests/support/log-settings.ts';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { buildBatch } from '../../wire/index.ts';
import { Flusher, type FsyncPolicy } from './flusher.ts';
import { PartitionLogs } from './partition-logs.ts';

const topic = { name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAQ' };

function logsIn(folder: string, policy: FsyncPolicy) {
  const clock = new ManualClock(1_700_000_000_000);
  const flusher = new Flusher({ policy, clock, onFailure: (message) => expect.unreachable(message) });
  const logs = new PartitionLogs({
    clock,
    folder,
    flusher,
    onUncleanable: () => expect.unreachable('nothing fails'),
    onCut: () => expect.unreachable('nothing is cut'),
  });
  onTestFinished(() => logs.close());
  return { clock, flusher, logs };
}

it.each<FsyncPolicy>(['batch', 'interval', 'never'])(
  'leaves a start after a crash nothing to read of a log at rest, with fsync by %s',
  async (policy) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'partition-logs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { clock, flusher, logs } = logsIn(path.join(folder, 'topics'), policy);
    const log = logs.open(topic, 0, () => logSettings);
    const record = { offset: 0n, timestamp: BigInt(clock.nowMs()), key: null, value: Buffer.from('a'), headers: [] };
    const append = () => log.append(buildBatch([record]), { produceVersion: 9, leaderEpoch: 0, nowMs: clock.nowMs() });
    append();
    const crashed = (name: string) => {
      cpSync(path.join(folder, 'topics'), path.join(folder, name), { recursive: true });
      const found = logsIn(path.join(folder, name), policy).logs;
      expect(found.open(topic, 0, () => logSettings).logEndOffset).toBe(log.logEndOffset);
      return found.recovery;
    };
    expect(crashed('before')).toEqual({ partitions: 1, readBytes: log.sizeBytes, cutBytes: 0 });
    await clock.advance(10_000);
    // The pass that the timer began ends with an fsync, which takes its own time.
    await flusher.close();
    expect(crashed('after')).toEqual({ partitions: 1, readBytes: 0, cutBytes: 0 });
  },
);
