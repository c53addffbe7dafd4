import { describe, expect, it } from 'vitest';
import { PartitionWindow } from './partition-window.ts';

/** A look a second: [position, lag]. */
function windowOf(looks: readonly (readonly [number, number])[]): PartitionWindow {
  const window = new PartitionWindow();
  looks.forEach(([position, lag], second) => window.add({ timeMs: second * 1000, position: BigInt(position), lag }));
  return window;
}

function seconds(count: number, look: (second: number) => readonly [number, number]) {
  return Array.from({ length: count }, (_, second) => look(second));
}

describe('a partition, by the rules of Burrow', () => {
  it('is well where nothing waits, or nothing waited lately', () => {
    expect(windowOf(seconds(10, (second) => [second, 0])).verdict()).toEqual({ status: 'ok' });
    expect(windowOf([...seconds(6, () => [5, 9] as const), [14, 0], [14, 3], [14, 6]]).verdict()).toEqual({
      status: 'ok',
    });
  });

  it('stands where offsets do not move while events wait, from when they moved last', () => {
    const window = windowOf([[10, 0], ...seconds(9, (second) => [10, second + 1] as const)]);
    expect(window.verdict()).toEqual({ status: 'standing', forMs: 9000, growsBy: 1 });
    expect(windowOf(seconds(8, () => [3, 1])).verdict()).toMatchObject({ status: 'standing' });
  });

  it('is named within nine seconds of the last moment when all was well', () => {
    const stands = windowOf([[10, 0], ...seconds(8, () => [10, 4] as const)]);
    expect(stands.verdict()).toMatchObject({ status: 'standing' });
    const slow = windowOf([[100, 0], ...seconds(8, (second) => [100 + 2 * (second + 1), 8 * (second + 1)] as const)]);
    expect(slow.verdict()).toMatchObject({ status: 'falling-behind', growsBy: expect.closeTo(8, -1) as number });
  });

  it('falls behind where the lag grows, through the saw of the commits', () => {
    const saw = seconds(9, (second) => [second * 10, 40 + second * 5 + (second % 2) * 9] as const);
    expect(windowOf(saw).verdict()).toMatchObject({ status: 'falling-behind' });
  });

  it('falls behind with a backlog that does not shrink', () => {
    expect(windowOf(seconds(9, (second) => [second * 10, 200])).verdict()).toEqual({
      status: 'falling-behind',
      growsBy: 0,
    });
  });

  it('is well while it catches up, and while only the commits make the lag go up and down', () => {
    expect(windowOf(seconds(9, (second) => [second * 50, 1000 - second * 20])).verdict()).toEqual({ status: 'ok' });
    const busy = seconds(30, (second) => [second * 100, [3, 61, 97, 20, 88, 45][second % 6] ?? 0] as const);
    for (let end = 6; end <= busy.length; end += 1)
      expect(windowOf(busy.slice(0, end)).verdict()).toEqual({ status: 'ok' });
  });

  it('begins anew where offsets go back, and says nothing of a few looks', () => {
    const back = [...seconds(8, (second) => [100 + second, 9] as const), ...seconds(5, () => [0, 50] as const)];
    expect(windowOf(back).verdict()).toEqual({ status: 'ok' });
    expect(windowOf(seconds(5, () => [3, 9])).verdict()).toEqual({ status: 'ok' });
  });

  it('is no fault of the reader where retention takes what waits', () => {
    expect(windowOf(seconds(9, (second) => [5, 100 - second])).verdict()).toEqual({ status: 'ok' });
  });
});
