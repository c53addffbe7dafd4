import { describe, expect, it } from 'vitest';
import { SessionLog } from './session-log.ts';

function logOf(count: number): SessionLog {
  const log = new SessionLog();
  for (let index = 0; index < count; index += 1) log.add({ timeMs: index, level: 'info', message: String(index) });
  return log;
}

describe('the log', () => {
  it('gives what is kept, then what comes, each entry once', () => {
    const log = logOf(2);
    let calls = 0;
    const reader = log.read(() => (calls += 1));
    expect(reader.take()).toMatchObject({ entries: [{ sequence: 0 }, { sequence: 1, message: '1' }], dropped: 0 });
    expect(reader.take()).toBeUndefined();
    log.add({ timeMs: 9, level: 'warn', message: 'more' });
    expect(calls).toBe(1);
    expect(reader.take()).toEqual({
      entries: [{ sequence: 2, timeMs: 9, level: 'warn', message: 'more' }],
      dropped: 0,
    });
    reader.close();
    log.add({ timeMs: 9, level: 'warn', message: 'unheard' });
    expect(calls).toBe(1);
  });

  it('keeps the newest ten thousand', () => {
    const frame = logOf(25_000)
      .read(() => undefined)
      .take();
    expect(frame?.entries).toHaveLength(10_000);
    expect(frame?.entries[0]?.sequence).toBe(15_000);
    expect(frame?.dropped).toBe(0);
  });

  it('says how many a slow reader missed', () => {
    const log = logOf(0);
    const reader = log.read(() => undefined);
    log.add({ timeMs: 0, level: 'info', message: 'first' });
    reader.take();
    for (let index = 0; index < 12_000; index += 1) log.add({ timeMs: 0, level: 'info', message: 'more' });
    const frame = reader.take();
    expect(frame?.entries).toHaveLength(2000);
    expect(frame?.dropped).toBe(10_000);
    expect(frame?.entries.at(-1)?.sequence).toBe(12_000);
  });
});
