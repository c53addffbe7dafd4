import { describe, expect, it } from 'vitest';
import { fitText, wrapText, xmlText } from './picture-text.ts';
import { paintOf } from './theme-colours.ts';

/** Ten pixels a letter. */
const measure = (text: string): number => Array.from(new Intl.Segmenter().segment(text)).length * 10;

describe('text of a picture', () => {
  it.each([
    ['orders', 60, 'orders'],
    ['orders', 59, 'orde…'],
    ['orders of today', 70, 'orders…'],
    ['a\u0000b', 100, 'a\ufffdb'],
    ['\ud83d', 100, '\ufffd'],
    ['😀😀😀', 20, '😀…'],
    ['x'.repeat(1_000_000), 40, 'xxx…'],
    ['', 10, ''],
    ['👩‍👩‍👧x👩‍👩‍👧', 20, '👩‍👩‍👧…'],
    ['wide', 0, '…'],
  ])('%# is cut to its room', (text, width, shown) => {
    expect(fitText(text, width, '', measure)).toBe(shown);
  });

  it.each([
    ['one two three', 70, ['one two', 'three']],
    ['one\n\ntwo', 70, ['one', '', 'two']],
    ['abcdefgh ij', 40, ['abcd', 'efgh', 'ij']],
    ['a b c d e f g h i j', 30, ['a b', 'c d', 'e…']],
    ['abcdefghijklmnopqrstuvwxyz', 50, ['abcde', 'fghij', 'klmn…']],
  ])('%# is broken into lines', (text, width, lines) => {
    expect(wrapText(text, width, 3, '', measure)).toEqual(lines);
  });

  it('holds nothing that XML has no place for', () => {
    expect(xmlText('\u0007<&>\t\n\uffff\ud800x')).toBe('\ufffd<&>\t\n\ufffd\ufffdx');
  });
});

it.each([
  ['#fff', { colour: '#ffffff', opacity: 1 }],
  [' #0f1116', { colour: '#0f1116', opacity: 1 }],
  ['#dd8fd680', { colour: '#dd8fd6', opacity: 0.502 }],
  ['#0008', { colour: '#000000', opacity: 0.533 }],
])('the colour %s is said in six digits', (text, paint) => {
  expect(paintOf(text)).toEqual(paint);
});
