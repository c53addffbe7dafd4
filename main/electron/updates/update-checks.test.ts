import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { UpdateChecks, type Updater } from './update-checks.ts';

const hourMs = 60 * 60_000;

/** What was said and done, in order. */
let seen: string[];
beforeEach(() => {
  seen = [];
});

function checks({ newest, answers = [], wanted = () => true }: Case): UpdateChecks {
  const updater: Updater = {
    newerVersion: async () => {
      seen.push('asked');
      if (newest instanceof Error) throw newest;
      return newest;
    },
    download: async () => void seen.push('downloaded'),
    installNow: () => void seen.push('installs'),
  };
  return new UpdateChecks({
    updater,
    version: '1.0.0',
    isWanted: wanted,
    log: (text) => void seen.push(`log: ${text}`),
    words: {
      tell: async (message, detail) => void seen.push(`told: ${message} ${detail}`),
      offer: async (message, _detail, button) => {
        seen.push(`offered: ${message} [${button}]`);
        return answers.shift() ?? false;
      },
    },
  });
}

interface Case {
  newest: string | undefined | Error;
  answers?: boolean[];
  wanted?: () => boolean;
}

describe('asked by the person', () => {
  it('tells that nothing is newer', async () => {
    await checks({ newest: undefined }).checkNow();
    expect(seen).toEqual(['asked', 'told: This is the newest version. Topicraft 1.0.0']);
  });

  it('tells and logs why nobody could be asked', async () => {
    await checks({ newest: new Error('no network') }).checkNow();
    const words = 'No newer version could be looked for or got';
    expect(seen).toEqual(['asked', `log: ${words}: no network`, `told: ${words}. no network`]);
  });

  it('downloads only what was accepted', async () => {
    const declining = checks({ newest: '1.1.0', answers: [false] });
    await declining.checkNow();
    expect(seen).toEqual(['asked', 'offered: Topicraft 1.1.0 is there. [Download]']);
    // Asked again, it offers again.
    await declining.checkNow();
    expect(seen).toHaveLength(4);
  });

  it('installs at once only where that is wanted', async () => {
    await checks({ newest: '1.1.0', answers: [true, false] }).checkNow();
    expect(seen.slice(2)).toEqual([
      'downloaded',
      'log: downloaded 1.1.0',
      'offered: Topicraft 1.1.0 has been downloaded. [Restart Now]',
    ]);
    await checks({ newest: '1.1.0', answers: [true, true] }).checkNow();
    expect(seen.at(-1)).toBe('installs');
  });
});

describe('by itself', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  function started(options: Case): UpdateChecks {
    const started = checks(options);
    started.start();
    onTestFinished(() => started.stop());
    return started;
  }

  it('looks soon after the start and then daily, and says nothing where nothing is newer or nobody answers', async () => {
    started({ newest: undefined });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(50 * hourMs);
    expect(seen).toEqual(['asked', 'asked', 'asked']);
  });

  it('offers a version once', async () => {
    started({ newest: '1.1.0', answers: [false] });
    await vi.advanceTimersByTimeAsync(50 * hourMs);
    expect(seen.filter((what) => what.startsWith('offered'))).toHaveLength(1);
  });

  it('asks nobody while it is switched off, and does when it is on again', async () => {
    let wanted = false;
    started({ newest: undefined, wanted: () => wanted });
    await vi.advanceTimersByTimeAsync(50 * hourMs);
    expect(seen).toEqual([]);
    wanted = true;
    await vi.advanceTimersByTimeAsync(24 * hourMs);
    expect(seen).toEqual(['asked']);
  });
});
