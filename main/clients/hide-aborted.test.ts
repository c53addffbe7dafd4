import { describe, expect, it } from 'vitest';
import { type FetchedMessage, type FetchedPartition, markAborted } from './hide-aborted.ts';

const written = (offset: number, producerId: string, inTransaction = true): FetchedMessage => ({
  offset: String(offset),
  // A key that looks like the one of an abort marker.
  key: new Uint8Array(4),
  batchContext: { producerId, inTransaction },
});
const marker = (offset: number, producerId: string, type: number): FetchedMessage => ({
  ...written(offset, producerId),
  key: Uint8Array.of(0, 0, 0, type),
  isControlRecord: true,
});

function seen(messages: FetchedMessage[], aborted: [string, number][]): string[] {
  const partition: FetchedPartition = {
    messages,
    abortedTransactions: aborted.map(([producerId, offset]) => ({ producerId, firstOffset: String(offset) })),
  };
  markAborted(partition);
  expect(partition.messages).toHaveLength(messages.length);
  return messages.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => offset);
}

describe('what a reader of committed records is shown', () => {
  it('has nothing of aborted transactions that overlap, in whatever order they ended', () => {
    const messages = [
      written(10, 'a'),
      written(11, 'b'),
      written(12, 'c'),
      marker(13, 'b', 0),
      written(14, 'a'),
      marker(15, 'a', 0),
      marker(16, 'c', 1),
      written(17, 'a'),
    ];
    // As a broker lists them: by their ends.
    expect(
      seen(messages, [
        ['b', 11],
        ['a', 10],
      ]),
    ).toEqual(['12', '17']);
  });

  it('has nothing of several transactions that began before the fetch', () => {
    const messages = [
      written(20, 'b'),
      written(21, 'a'),
      written(22, 'b'),
      marker(23, 'b', 0),
      written(24, 'c', false),
    ];
    expect(
      seen(messages, [
        ['a', 3],
        ['b', 5],
      ]),
    ).toEqual(['24']);
  });

  it('has what a producer wrote after it had aborted, outside of a transaction too', () => {
    const messages = [written(1, 'a'), marker(2, 'a', 0), written(3, 'a'), marker(4, 'a', 1), written(5, 'a', false)];
    expect(seen(messages, [['a', 1]])).toEqual(['3', '5']);
  });
});
