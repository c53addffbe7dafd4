import { describe, expect, it } from 'vitest';
import { parseDurationMs, parseWholeNumber } from './values.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['3', 3000],
  ])('%s is %i ms', (text, durationMs) => {
    expect(parseDurationMs('--for', text)).toBe(durationMs);
  });

  it.each(['', '0s', '-1s', '10 s', '10d', 's', '1e3s', '999999h'])('%j is none', (text) => {
    expect(() => parseDurationMs('--for', text)).toThrow('--for takes a time like 500ms, 10s or 2m');
  });
});

describe('a whole number', () => {
  it('stands in plain digits within its bounds', () => {
    expect(parseWholeNumber('--port', '65535', 0, 65_535)).toBe(65_535);
  });

  it.each(['', '-1', '1.0', '0x10', '1e3', '65536', 'ten'])('is not %j', (text) => {
    expect(() => parseWholeNumber('--port', text, 0, 65_535)).toThrow(
      `--port takes a whole number from 0 to 65535, not ${text}.`,
    );
  });
});
