import { describe, expect, it } from 'vitest';
import { rankByQuery } from './rank-by-query.ts';

const rank = (texts: string[], query: string): string[] => rankByQuery(texts, query, (text) => text);

describe('rankByQuery', () => {
  it('puts what has the letters in a row first, and earliest', () => {
    expect(rank(['Display settings', 'repayments', 'payments'], 'pay')).toEqual([
      'payments',
      'repayments',
      'Display settings',
    ]);
  });

  it('finds letters that stand apart, best at the beginnings of words', () => {
    expect(rank(['cheese stock', 'charge-card', 'abc'], 'cc')).toEqual(['charge-card', 'cheese stock']);
  });

  it('leaves all in order without a query, and none where a letter lacks', () => {
    expect(rank(['b', 'a'], '')).toEqual(['b', 'a']);
    expect(rank(['b', 'a'], 'z')).toEqual([]);
  });
});
