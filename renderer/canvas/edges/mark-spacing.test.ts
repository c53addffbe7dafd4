import { expect, it } from 'vitest';
import { markSpacing } from './mark-spacing.ts';

it('marks come closer with the rate, logarithmically, from 48 to 14 px', () => {
  expect(markSpacing(1)).toBe(48);
  expect(markSpacing(3000)).toBe(14);
  expect(markSpacing(100_000)).toBe(14);
  expect(markSpacing(0)).toBe(48);
  const [ten, hundred, thousand] = [10, 100, 1000].map(markSpacing);
  expect((ten ?? 0) - (hundred ?? 0)).toBeCloseTo((hundred ?? 0) - (thousand ?? 0), -0.5);
});
