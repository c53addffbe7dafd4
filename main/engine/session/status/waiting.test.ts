import { expect, it } from 'vitest';
import { Waiting } from './waiting.ts';

it('waits from when there was a lag, or from the last event that was worked on', () => {
  const waiting = new Waiting();
  waiting.looked(0, 0);
  expect(waiting.sinceMs).toBeUndefined();
  waiting.looked(1000, 3);
  waiting.looked(2000, 3);
  expect(waiting.sinceMs).toBe(1000);
  waiting.moved(2500);
  expect(waiting.sinceMs).toBe(2500);
  waiting.looked(3000, 0);
  waiting.moved(3500);
  expect(waiting.sinceMs).toBeUndefined();
});
