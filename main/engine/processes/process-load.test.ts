import { describe, expect, it } from 'vitest';
import { loadBetween, readUsage, usageFrom } from './process-load.ts';

const stat = '42 (a) b (c) S 1 42 42 0 -1 4194304 900 0 0 0 150 50 0 0 20 0 11 0 1 1 1 1 1';

describe('usageFrom', () => {
  it('counts fields from the end of the name, whatever that says', () => {
    const usage = usageFrom(42, stat, 'Name:\tnode\nVmRSS:\t   2048 kB\nThreads:\t11\n');
    expect(usage).toEqual({ pid: 42, cpuMs: 2000, memoryBytes: 2 * 1024 * 1024 });
  });

  it('takes the proportional size where it is told', () => {
    const rollup = '5581-7ffd ---p 00000000 00:00 0 [rollup]\nRss:  90000 kB\nPss:  1024 kB\nPss_Dirty:  10 kB\n';
    expect(usageFrom(42, stat, rollup)?.memoryBytes).toBe(1024 * 1024);
  });

  it('takes a process without memory of its own, and refuses what is no stat', () => {
    expect(usageFrom(42, stat, '')?.memoryBytes).toBe(0);
    expect(usageFrom(42, '', '')).toBeUndefined();
  });
});

describe('readUsage', () => {
  it('tells of this process, and leaves out one that has gone', async () => {
    const usages = await readUsage([2 ** 30]);
    expect(usages.map(({ pid }) => pid)).toEqual([process.pid]);
    expect(usages[0]?.memoryBytes).toBeGreaterThan(1024 * 1024);
  });
});

describe('loadBetween', () => {
  it('adds up what each used since, a new one from its start', () => {
    const former = [
      { pid: 1, cpuMs: 1000, memoryBytes: 1 },
      { pid: 2, cpuMs: 9000, memoryBytes: 1 },
    ];
    const now = [
      { pid: 1, cpuMs: 2000, memoryBytes: 10 },
      { pid: 3, cpuMs: 500, memoryBytes: 20 },
    ];
    expect(loadBetween(former, now, 2000)).toEqual({ cpuPercent: 75, memoryBytes: 30 });
    expect(loadBetween(former, now, 0).cpuPercent).toBe(0);
  });
});
