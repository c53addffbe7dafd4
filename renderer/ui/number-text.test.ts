import { describe, expect, it } from 'vitest';
import { bytesText, countText, durationText, latencyText, rateText } from './number-text.ts';

describe('numbers on screen', () => {
  it.each([
    [0, '0'],
    [0.01, '<0.1'],
    [0.4, '0.4'],
    [3, '3'],
    [9.96, '10'],
    [118.4, '118'],
    [1234, '1.2k'],
  ])('a rate of %d is %s', (value, text) => expect(rateText(value)).toBe(text));

  it.each([
    [999, '999'],
    [1000, '1k'],
    [9949, '9.9k'],
    [9950, '10k'],
    [999_499, '999k'],
    [999_500, '1M'],
    [12_000_000, '12M'],
  ])('a count of %d is %s', (value, text) => expect(countText(value)).toBe(text));

  it.each([
    [0, '00:00'],
    [252_000, '04:12'],
    [3_852_000, '1:04:12'],
  ])('%d ms is %s long', (value, text) => expect(durationText(value)).toBe(text));

  it.each([
    [0.42, '0.4 ms'],
    [12.3, '12 ms'],
    [999.6, '1.00 s'],
    [1840, '1.84 s'],
    [12_340, '12.3 s'],
  ])('%d ms of latency is %s', (value, text) => expect(latencyText(value)).toBe(text));

  it.each([
    [812, '812 B'],
    [5300, '5.3 kB'],
    [20_000_000, '20 MB'],
    [999_600, '1 MB'],
  ])('%d bytes are %s', (value, text) => expect(bytesText(value)).toBe(text));
});
