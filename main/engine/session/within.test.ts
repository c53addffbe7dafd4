import { expect, it } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { within } from './within.ts';

it('gives what comes in time, and waits no longer for what does not', async () => {
  const clock = new ManualClock();
  expect(await within(clock, Promise.resolve(7), 1000)).toBe(7);
  expect(await within(clock, undefined, 1000)).toBeUndefined();
  await expect(within(clock, Promise.reject(new Error('no')), 1000)).rejects.toThrow('no');
  expect(clock.pendingTimers).toBe(0);
  let isOver = false;
  const late = within(clock, new Promise(() => undefined), 1000).then(() => (isOver = true));
  await clock.advance(999);
  expect(isOver).toBe(false);
  await clock.advance(1);
  expect(await late).toBe(true);
});
