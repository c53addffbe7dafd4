import { expect, it } from 'vitest';
import { moved } from './scrubber.tsx';

it('moves within the run, and is never shorter than ten seconds', () => {
  const whole = { fromMs: 0, toMs: 100_000 };
  const range = { fromMs: 20_000, toMs: 60_000 };
  expect(moved(range, whole, 'from', 10_000)).toEqual({ fromMs: 30_000, toMs: 60_000 });
  expect(moved(range, whole, 'from', 90_000)).toEqual({ fromMs: 50_000, toMs: 60_000 });
  expect(moved(range, whole, 'to', 90_000)).toEqual({ fromMs: 20_000, toMs: 100_000 });
  expect(moved(range, whole, 'to', -90_000)).toEqual({ fromMs: 20_000, toMs: 30_000 });
  expect(moved(range, whole, 'both', 90_000)).toEqual({ fromMs: 60_000, toMs: 100_000 });
  expect(moved(range, whole, 'both', -90_000)).toEqual({ fromMs: 0, toMs: 40_000 });
});
