import { expect, it } from 'vitest';
import { holdsOneOf } from './page-faces.ts';

it.each([
  ['U+0-FF, U+131', 'a', true],
  ['U+0100-02BA', 'a', false],
  ['U+0100-02BA,U+1F??', '\u1f10', true],
  ['U+0100-02BA,U+1F??', '\u2000', false],
  ['U+131', 'ı', true],
  ['', 'a', true],
])('a face of %j holds %j: %s', (range, letter, expected) => {
  expect(holdsOneOf(range, new Set([letter.codePointAt(0) ?? 0]))).toBe(expected);
});
