import { describe, expect, it } from 'vitest';
import type { ExportedFile, ExportFileChoice, ExportFileState } from '../../shared/contract/index.ts';
import { choiceForAll, choiceOf, countsText, effectOf, optionsOf, outcomeWord, wayOfAll } from './file-words.ts';

const usual: Record<ExportFileState, ExportFileChoice> = {
  new: 'write',
  same: 'leave',
  updated: 'write',
  'changed-by-you': 'leave',
  conflict: 'leave',
  'deleted-by-you': 'leave',
  obsolete: 'remove',
  'obsolete-changed': 'leave',
};

function file(state: ExportFileState, canMerge = false, path: string = state): ExportedFile {
  return { path, state, choice: usual[state], canMerge };
}

const all = (Object.keys(usual) as ExportFileState[]).map((state) => file(state, state === 'conflict'));

describe('what becomes of a file', () => {
  it.each(all.filter(({ state }) => state !== 'same'))('$state can be what the plan has for it', (planned) => {
    expect(optionsOf(planned).map(({ value }) => value)).toContain(planned.choice);
  });

  it('is what was chosen, unless that can no longer be done', () => {
    const choices = new Map<string, ExportFileChoice>([['conflict', 'merge']]);
    expect(choiceOf(file('conflict', true), choices)).toBe('merge');
    expect(choiceOf(file('conflict', false), choices)).toBe('leave');
    expect(choiceOf(file('same', false, 'conflict'), choices)).toBe('leave');
  });

  it.each([
    ['leave', { 'changed-by-you': 'leave', conflict: 'leave', 'deleted-by-you': 'leave', 'obsolete-changed': 'leave' }],
    ['merge', { 'changed-by-you': 'leave', conflict: 'merge', 'deleted-by-you': 'leave', 'obsolete-changed': 'leave' }],
    [
      'replace',
      { 'changed-by-you': 'write', conflict: 'write', 'deleted-by-you': 'write', 'obsolete-changed': 'remove' },
    ],
  ] as const)('is the same for all that were changed by hand: %s', (way, expected) => {
    const yours = all.filter(({ state }) => Object.hasOwn(expected, state));
    const choices = new Map(yours.map((planned) => [planned.path, choiceForAll(planned, way)] as const));
    expect(Object.fromEntries(choices)).toEqual(expected);
    expect(wayOfAll(all, choices)).toBe(way);
    expect(wayOfAll(all, new Map([...choices, ['deleted-by-you', way === 'replace' ? 'leave' : 'write']]))).toBe(
      undefined,
    );
  });

  it('is said behind the state where the person has a say', () => {
    expect(all.map((planned) => outcomeWord(planned, new Map()))).toEqual([
      undefined,
      undefined,
      undefined,
      'kept',
      'kept',
      'left out',
      undefined,
      'kept',
    ]);
    expect(outcomeWord(file('obsolete'), new Map([['obsolete', 'leave']]))).toBe('kept');
    expect(outcomeWord(file('new'), new Map([['new', 'leave']]))).toBe('left out');
  });
});

it('counts what is there and what would be done', () => {
  expect(countsText([file('new'), file('same'), file('new'), file('conflict')])).toBe('1 both changed, 2 new, 1 same');
  expect(effectOf(all, new Map([['conflict', 'merge']]))).toEqual({ written: 3, removed: 1 });
});
