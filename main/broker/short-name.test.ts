import { expect, it } from 'vitest';
import { shortName } from './short-name.ts';

it('is the name where a topic can have it, and otherwise a short one of its own', () => {
  expect(shortName('orders')).toBe('orders');
  const [one, other] = ['a'.repeat(300), `${'a'.repeat(299)}b`];
  expect(shortName(one)).toHaveLength(64);
  expect(shortName(one)).toBe(shortName(one.slice()));
  expect(shortName(one)).not.toBe(shortName(other));
});
