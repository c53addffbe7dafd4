import { describe, expect, it } from 'vitest';
import { ForeignWrites } from './foreign-writes.ts';

/** Looks once a second, or when it is said to. */
class Play {
  readonly writes = new ForeignWrites();
  timeMs = 0;
  verdicts: boolean[] = [];

  look(came: number, before: number, after = before, afterMs = 1000): void {
    this.timeMs += afterMs;
    this.writes.looked(this.timeMs, came, { before, after });
    this.verdicts.push(this.writes.areThere);
  }
}

describe('what others write to a topic', () => {
  it('is nothing where the run explains it, however late looks and counts come', () => {
    const play = new Play();
    let own = 0;
    for (let second = 0; second < 60; second += 1) {
      // Every tenth look takes five seconds, and every seventh second a burst is in the log before it is counted.
      const takesMs = second % 10 === 9 ? 5000 : 100;
      const began = own;
      const burst = second % 7 === 0 ? 400 : 0;
      const came = began + burst;
      own += takesMs / 10;
      play.look(came, began, own, 1000 + takesMs);
      own += 100 + burst;
    }
    expect(new Set(play.verdicts)).toEqual(new Set([false]));
  });

  it('is told after two seconds of it, and for half a minute after it has ended', () => {
    const play = new Play();
    for (let second = 0; second < 20; second += 1) play.look(100 * second, 100 * second);
    expect(play.writes.areThere).toBe(false);
    for (let second = 20; second < 23; second += 1) play.look(110 * second, 100 * second);
    expect(play.writes.areThere).toBe(true);
    const extra = 220;
    play.verdicts = [];
    for (let second = 23; second < 75; second += 1) play.look(100 * second + extra, 100 * second);
    expect(play.verdicts.filter((verdict, index) => verdict !== play.verdicts[index - 1])).toEqual([true, false]);
    expect(play.verdicts.lastIndexOf(true)).toBeGreaterThan(29);
  });

  it('begins anew with another log', () => {
    const play = new Play();
    play.look(1000, 1000);
    play.look(0, 1000);
    for (let second = 1; second < 5; second += 1) play.look(100 * second, 1000 + 100 * second);
    expect(play.verdicts).not.toContain(true);
  });
});
