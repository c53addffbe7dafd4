import { expect, it } from 'vitest';
import { valueParts } from './value-parts.ts';

const marked = (text: string): string =>
  valueParts(text)
    .map(({ kind, text: part }) => (kind === 'plain' ? part : `<${kind.charAt(0)}${part}>`))
    .join('');

it.each([
  ['{"orderId":"o-1","cents":149.90}', '{"orderId":<s"o-1">,"cents":<n149.90>}'],
  ['{"a": [1, -2e3, true, null]}', '{"a": [<n1>, <n-2e3>, <ntrue>, <nnull>]}'],
  [String.raw`{"a\":1":"b\"c"}`, String.raw`{"a\":1":<s"b\"c">}`],
  ['{"orderId":"o-10', '{"orderId":<s"o-10>'],
  ['', ''],
])('%s', (text, expected) => expect(marked(text)).toBe(expected));

it('loses nothing of a long text', () => {
  const text = JSON.stringify(Array.from({ length: 500 }, (_, index) => `item ${index}`));
  expect(
    valueParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});
