import { expect, it } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { IdleSweep, type SweptSocket } from './idle-sweep.ts';

function sweepOf(maxIdleMs: number) {
  const clock = new ManualClock(1_700_000_000_000);
  const ended: string[] = [];
  const socketOf = (name: string) => {
    const socket = { bytesRead: 0, bytesWritten: 0, destroy: () => (ended.push(name), socket as never) };
    return socket satisfies SweptSocket;
  };
  const [reading, writing, silent] = [socketOf('reading'), socketOf('writing'), socketOf('silent')];
  const sockets = new Set([reading, writing, silent]);
  return { clock, ended, reading, writing, sweep: new IdleSweep({ clock, maxIdleMs, sockets }) };
}

it('ends a socket over which nothing has gone for so long, and no other', async () => {
  const { clock, ended, reading, writing } = sweepOf(600_000);
  await clock.advance(590_000);
  reading.bytesRead += 1;
  writing.bytesWritten += 1;
  await clock.advance(10_000);
  expect(ended).toEqual([]);
  await clock.advance(20_000);
  expect(new Set(ended)).toEqual(new Set(['silent']));
});

it('ends none where no socket is ever idle, and none once it is closed', async () => {
  const never = sweepOf(-1);
  expect(never.clock.pendingTimers).toBe(0);
  const closed = sweepOf(100);
  closed.sweep.close();
  expect(closed.clock.pendingTimers).toBe(0);
  await closed.clock.advance(10_000);
  expect(closed.ended).toEqual([]);
});
