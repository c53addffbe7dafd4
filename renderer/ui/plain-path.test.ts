import { expect, it } from 'vitest';
import { plainPath } from './plain-path.ts';

it('shows what would hide or turn a path', () => {
  expect(plainPath('/home/me/shop')).toBe('/home/me/shop');
  expect(plainPath('/home/ü/店 2')).toBe('/home/ü/店 2');
  expect(plainPath('/home/\u202Epohs\u200B\n')).toBe('/home/\\u{202e}pohs\\u{200b}\\u{a}');
});
