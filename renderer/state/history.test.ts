import { describe, expect, it } from 'vitest';
import type { GraphCommand } from '../../shared/graph/index.ts';
import { afterEdit, afterRedo, afterUndo, emptyHistory } from './history.ts';

const remove = (id: string): GraphCommand => ({ type: 'remove', ids: [id] });

describe('history', () => {
  it('takes steps back in order and does them again', () => {
    const edited = afterEdit(afterEdit(emptyHistory, { label: 'a', command: remove('a') }), {
      label: 'b',
      command: remove('b'),
    });
    const undone = afterUndo(edited, remove('b again'));
    expect(undone.undo.map(({ label }) => label)).toEqual(['a']);
    expect(undone.redo).toEqual([{ label: 'b', command: remove('b again') }]);
    expect(afterRedo(undone, remove('b')).undo.map(({ label }) => label)).toEqual(['a', 'b']);
  });

  it('joins steps of one key into one, newest inverse first', () => {
    const first = afterEdit(emptyHistory, { label: 'name', command: remove('1'), mergeKey: 'name' });
    const second = afterEdit(first, { label: 'name', command: remove('2'), mergeKey: 'name' });
    expect(second.undo).toHaveLength(1);
    expect(second.undo[0]?.command).toEqual({ type: 'batch', commands: [remove('2'), remove('1')] });
  });

  it('forgets what was undone with the next edit, and what is older than 500 steps', () => {
    let history = afterEdit(emptyHistory, { label: 'a', command: remove('a') });
    history = afterUndo(history, remove('a'));
    history = afterEdit(history, { label: 'b', command: remove('b') });
    expect(history.redo).toEqual([]);
    for (let step = 0; step < 600; step += 1) history = afterEdit(history, { label: `${step}`, command: remove('x') });
    expect(history.undo).toHaveLength(500);
    expect(history.undo[0]?.label).toBe('100');
  });
});
