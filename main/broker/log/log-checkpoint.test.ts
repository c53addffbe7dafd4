import { expect, it } from 'vitest';
import { LogCheckpoint } from './log-checkpoint.ts';
import type { LogState } from './log-state.ts';
import { memorySegments } from './memory-segments.ts';

const state: LogState = {
  recoveryPoint: 5n,
  segments: [],
  appendedBytes: 70,
  epochs: [],
  aborted: [],
  producers: [],
  openTransactions: [],
};

function checkpoint() {
  const written: string[] = [];
  const log = new LogCheckpoint({ ...memorySegments, writeState: (text) => void written.push(text) });
  return { log, written };
}

it('writes no state that was taken before segments were replaced, and wants one anew though nothing was appended', () => {
  const { log, written } = checkpoint();
  log.prepare(state)();
  expect(written).toHaveLength(1);
  expect([log.isBehind(70), log.isDue(70)]).toEqual([false, false]);
  const write = log.prepare(state);
  log.replacing(() => undefined);
  write();
  expect(written).toHaveLength(1);
  expect([log.isBehind(70), log.isDue(70)]).toEqual([true, true]);
  log.prepare(state)();
  expect(written).toHaveLength(2);
  expect([log.isBehind(70), log.isDue(70)]).toEqual([false, false]);
});

it('wants no state any more once replacing segments has failed', () => {
  const { log } = checkpoint();
  const fail = () => {
    throw new Error('the disk is full');
  };
  expect(() => log.replacing(fail)).toThrow('the disk is full');
  log.want();
  expect([log.isBehind(1000), log.isDue(1e9)]).toEqual([false, false]);
});
