import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldDiff, type FieldLine } from './field-diff.ts';

const told = (lines: readonly FieldLine[]): string[] =>
  lines.map(
    ({ indent, name, text, differs }) =>
      `${differs ? '*' : ' '}${'  '.repeat(indent)}${name === undefined ? '' : `${JSON.stringify(name)}: `}${text}`,
  );

test('each side is in its own order, and marks the fields that the other has not or has otherwise', () => {
  const { before, after, changes } = fieldDiff(
    { id: 'o-1', card: { last4: '1' }, method: 'invoice', tags: [1, 2] },
    { orderId: 'o-1', method: 'card', card: { last4: '1' }, tags: [1, 3] },
  );
  expect(told(before)).toEqual([
    ' {',
    '*  "id": "o-1",',
    '   "card": {',
    '     "last4": "1"',
    '   },',
    '*  "method": "invoice",',
    '   "tags": [',
    '     1,',
    '*    2',
    '   ]',
    ' }',
  ]);
  expect(told(after).filter((line) => line.startsWith('*'))).toEqual([
    '*  "orderId": "o-1",',
    '*  "method": "card",',
    '*    3',
  ]);
  expect(changes).toBe(4);
});

test('a value that became another kind of value is marked whole, and counts once', () => {
  const { before, changes } = fieldDiff({ card: { last4: '1' } }, { card: null });
  expect(told(before)).toEqual([' {', '*  "card": {', '*    "last4": "1"', '*  }', ' }']);
  expect(changes).toBe(1);
});

test('lines are the JSON again, and equal values differ nowhere', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const { before, changes } = fieldDiff(value, value);
      expect(changes).toBe(0);
      expect(JSON.parse(told(before).join('\n'))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('a huge value is cut, and says so', () => {
  const { before, isCut } = fieldDiff(
    Array.from({ length: 5000 }, (_, index) => index),
    null,
  );
  expect(before.length).toBe(2000);
  expect(isCut).toBe(true);
});
