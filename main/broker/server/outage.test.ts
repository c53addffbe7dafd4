import { expect, it } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { Outage } from './outage.ts';

/** A broker whose port is taken for so many tries. */
function play(failures: number) {
  const done: string[] = [];
  const clock = new ManualClock();
  let left = failures;
  const node = {
    nodeId: 2,
    takeDown: () => {
      done.push('closed');
      return Promise.resolve();
    },
    bringUp: () => {
      left -= 1;
      if (left >= 0) return Promise.reject(new Error('taken'));
      done.push('open');
      return Promise.resolve();
    },
  };
  const outage = new Outage([node], clock, ({ level, message }) => {
    if (level === 'error') done.push(message);
  });
  return { outage, clock, done };
}

it('takes a broker down and brings it up again, and tries once a second where the port is taken', async () => {
  const { outage, clock, done } = play(2);
  outage.takeBrokerDown(2);
  outage.bringBrokerUp(2);
  await clock.advance(0);
  const failed = 'broker 2 cannot answer again yet: taken';
  expect(done).toEqual(['closed', failed]);
  await clock.advance(1000);
  expect(done).toEqual(['closed', failed, failed]);
  await clock.advance(1000);
  expect(done).toEqual(['closed', failed, failed, 'open']);
  expect(clock.pendingTimers).toBe(0);
});

it('does not try again what a fault has taken down meanwhile', async () => {
  const { outage, clock, done } = play(1);
  outage.takeBrokerDown(2);
  outage.bringBrokerUp(2);
  outage.takeBrokerDown(2);
  await clock.advance(10_000);
  expect(done.filter((what) => what === 'open')).toEqual([]);
  outage.bringBrokerUp(2);
  await clock.advance(0);
  expect(done.at(-1)).toBe('open');
});

it('opens nothing once it is closed', async () => {
  const { outage, clock, done } = play(1);
  outage.takeBrokerDown(2);
  outage.bringBrokerUp(2);
  await clock.advance(0);
  outage.close();
  outage.bringBrokerUp(2);
  await clock.advance(10_000);
  expect(done.filter((what) => what === 'open')).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});
