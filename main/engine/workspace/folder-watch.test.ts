import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../../tests/support/manual-clock.ts';
import { FolderWatch, type FileEventListeners } from './folder-watch.ts';

function watched() {
  const clock = new ManualClock();
  const watchers: { listeners: FileEventListeners; isClosed: boolean }[] = [];
  let changes = 0;
  const watch = new FolderWatch({
    folder: '/p',
    clock,
    onChange: () => (changes += 1),
    watchFiles: (_folder, listeners) => {
      const watcher = { listeners, isClosed: false };
      watchers.push(watcher);
      return {
        close: () => {
          watcher.isClosed = true;
          return Promise.resolve();
        },
      };
    },
  });
  return {
    clock,
    watch,
    watchers,
    event: () => watchers.at(-1)?.listeners.onEvent(),
    fail: () => watchers.at(-1)?.listeners.onError(new Error('ENOSPC')),
    changes: () => changes,
  };
}

describe('FolderWatch', () => {
  it('tells of a burst once, when it is over', async () => {
    const { clock, event, changes } = watched();
    for (let count = 0; count < 5; count += 1) {
      event();
      await clock.advance(90);
    }
    expect(changes()).toBe(0);
    await clock.advance(10);
    expect(changes()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits no longer than a second for the end of a burst', async () => {
    const { clock, event, changes } = watched();
    for (let count = 0; count < 25; count += 1) {
      event();
      await clock.advance(50);
    }
    expect(changes()).toBe(1);
  });

  it('looks by itself where the system gives no watch', async () => {
    const { clock, fail, changes } = watched();
    fail();
    fail();
    await clock.advance(10_000);
    expect(changes()).toBe(2);
  });

  it('watches anew after the folder has come back, and stops looking by itself', async () => {
    const { clock, watch, watchers, changes } = watched();
    watch.lookRegularly();
    watch.restart();
    await settle();
    expect(watchers.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    await clock.advance(10_000);
    expect(changes()).toBe(0);
  });

  it('leaves no timer and no watcher behind', async () => {
    const { clock, watch, watchers, event, fail, changes } = watched();
    event();
    fail();
    await watch.close();
    event();
    fail();
    watch.restart();
    expect(clock.pendingTimers).toBe(0);
    expect(watchers.map(({ isClosed }) => isClosed)).toEqual([true]);
    expect(changes()).toBe(0);
  });
});
