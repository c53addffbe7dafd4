import { describe, expect, it } from 'vitest';
import { appended, emptyList } from './bounded-list.ts';

describe('a bounded list', () => {
  it('keeps the newest and counts what it let go of, with what was dropped on the way', () => {
    const first = appended<number>(emptyList, [1, 2, 3], 4);
    expect(first).toEqual({ items: [1, 2, 3], dropped: 0 });
    expect(appended(first, [4, 5, 6], 4, 10)).toEqual({ items: [3, 4, 5, 6], dropped: 12 });
  });

  it('stays the very same where nothing comes', () => {
    const list = appended<number>(emptyList, [1], 4);
    expect(appended(list, [], 4)).toBe(list);
  });
});
