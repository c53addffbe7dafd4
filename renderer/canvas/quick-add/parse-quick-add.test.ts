import { describe, expect, it } from 'vitest';
import { parseQuickAdd } from './parse-quick-add.ts';

const parsed = (text: string) => {
  const { typing: _typing, isKindSaid: _isKindSaid, ...rest } = parseQuickAdd(text);
  return rest;
};
const nothing = { reads: [], writes: [] };

describe('quick add', () => {
  it.each([
    ['c fraud-check', { kind: 'consumer', name: 'fraud-check', ...nothing }],
    ['C fraud-check', { kind: 'consumer', name: 'fraud-check', ...nothing }],
    ['producer storefront', { kind: 'producer', name: 'storefront', ...nothing }],
    ['t orders', { kind: 'topic', name: 'orders', ...nothing }],
    ['orders', { kind: 'topic', name: 'orders', ...nothing }],
    ['t orders 12', { kind: 'topic', name: 'orders', count: 12, ...nothing }],
    ['t 12', { kind: 'topic', name: '12', ...nothing }],
    ['t orders 5000', { kind: 'topic', name: 'orders-5000', ...nothing }],
    ['c mailer x3', { kind: 'consumer', name: 'mailer', count: 3, ...nothing }],
    ['s Order desk', { kind: 'service', name: 'Order desk', ...nothing }],
    ['n why so slow?', { kind: 'note', name: 'why so slow?', ...nothing }],
    [
      'c fraud-check reads payments writes flagged',
      { kind: 'consumer', name: 'fraud-check', reads: ['payments'], writes: ['flagged'] },
    ],
    [
      'c audit reads orders, payments and stock in Ledger',
      { kind: 'consumer', name: 'audit', reads: ['orders', 'payments', 'stock'], writes: [], service: 'Ledger' },
    ],
    ['audit <- orders -> log', { kind: 'consumer', name: 'audit', reads: ['orders'], writes: ['log'] }],
    ['shop writes orders', { kind: 'producer', name: 'shop', reads: [], writes: ['orders'] }],
    ['c fraud check!', { kind: 'consumer', name: 'fraud-check', ...nothing }],
    ['c in-box reads mail', { kind: 'consumer', name: 'in-box', reads: ['mail'], writes: [] }],
    ['from', { kind: 'topic', name: 'from', ...nothing }],
    ['', { kind: 'topic', name: '', ...nothing }],
    ['c', { kind: 'consumer', name: '', ...nothing }],
    ['topic', { kind: 'topic', name: 'topic', ...nothing }],
    ['c reads orders', { kind: 'consumer', name: '', reads: ['orders'], writes: [] }],
  ])('%s', (text, expected) => expect(parsed(text)).toEqual(expected));

  it.each([
    ['c fraud-check reads pay', { clause: 'reads', word: 'pay' }],
    ['c fraud-check reads ', { clause: 'reads', word: '' }],
    ['c fraud-check reads orders,', { clause: 'reads', word: '' }],
    ['c fraud-check reads', { clause: 'reads', word: '' }],
    ['c fraud', { clause: 'name', word: 'fraud' }],
    ['c fraud in Bil', { clause: 'service', word: 'Bil' }],
  ])('knows what is being typed in "%s"', (text, expected) => expect(parseQuickAdd(text).typing).toEqual(expected));
});
