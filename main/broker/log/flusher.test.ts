import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { FlushedFile } from './flushed-file.ts';
import { Flusher, type FsyncPolicy } from './flusher.ts';

function flusherOf(policy: FsyncPolicy) {
  const clock = new ManualClock(0);
  const failures: string[] = [];
  const flusher = new Flusher({ policy, clock, onFailure: (message) => failures.push(message) });
  return { clock, failures, flusher };
}

/** A file whose fsyncs are counted and end when the test says so. */
function fileThatWaits() {
  let finish: (() => void) | undefined;
  let flushes = 0;
  return {
    get flushes() {
      return flushes;
    },
    flush: () => {
      flushes += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    },
    finish: () => finish?.(),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function turns(): Promise<void> {
  for (let count = 0; count < 4; count += 1) await turn();
}

describe('fsync by batch', () => {
  it('is waited for by all that was written in a turn, in one pass', async () => {
    const { flusher } = flusherOf('batch');
    const file = fileThatWaits();
    expect(flusher.beforeAcknowledging()).toBeUndefined();
    let acknowledged = 0;
    for (let request = 0; request < 3; request += 1) {
      flusher.written(file);
      void flusher.beforeAcknowledging()?.then(() => (acknowledged += 1));
    }
    await turns();
    expect([file.flushes, acknowledged]).toEqual([1, 0]);
    // Written while the first pass runs: it must have a pass of its own.
    flusher.written(file);
    void flusher.beforeAcknowledging()?.then(() => (acknowledged += 1));
    file.finish();
    await turns();
    expect([file.flushes, acknowledged]).toEqual([2, 3]);
    // Nothing new, but what it repeats may be of the pass that runs.
    const repeated = flusher.beforeAcknowledging();
    file.finish();
    await repeated;
    await turns();
    expect(acknowledged).toBe(4);
    expect(flusher.beforeAcknowledging()).toBeUndefined();
  });

  it('is not acknowledged where it fails', async () => {
    const { flusher, failures } = flusherOf('batch');
    flusher.written({ flush: () => Promise.reject(new Error('worn out')) });
    await expect(flusher.beforeAcknowledging()).rejects.toThrow('worn out');
    expect(failures).toEqual(['worn out']);
    expect(flusher.hasFailed).toBe(true);
  });
});

it('is done within a second by interval, and waited for by nobody', async () => {
  const { flusher, clock } = flusherOf('interval');
  const file = fileThatWaits();
  flusher.written(file);
  flusher.written(file);
  expect(flusher.beforeAcknowledging()).toBeUndefined();
  await clock.advance(999);
  await turns();
  expect(file.flushes).toBe(0);
  await clock.advance(1);
  await turns();
  expect(file.flushes).toBe(1);
  await clock.advance(10_000);
  await turns();
  expect(file.flushes).toBe(1);
});

it('is done by never only for a recovery point', async () => {
  const { flusher, clock } = flusherOf('never');
  const file = fileThatWaits();
  flusher.written(file);
  await clock.advance(60_000);
  await turns();
  expect(file.flushes).toBe(0);
  flusher.written(file, true);
  await turns();
  expect(file.flushes).toBe(1);
});

it('takes no more writes after a failed fsync, of which nobody knows what it left', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'flushed-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const descriptor = openSync(path.join(folder, 'a'), 'w');
  const file = new FlushedFile(path.join(folder, 'a'), descriptor);
  file.written();
  await file.flush();
  file.requireSound();
  // A descriptor that is gone fails as a disk that is.
  closeSync(descriptor);
  file.written();
  await expect(file.flush()).rejects.toMatchObject({ code: 'storage-failed' });
  expect(() => file.requireSound()).toThrow('cannot force');
  await expect(file.flush()).rejects.toMatchObject({ code: 'storage-failed' });
});
