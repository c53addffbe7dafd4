import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compressionCodec } from '../../../clients/index.ts';
import { decompress, recompression } from './batch-compression.ts';
import { readLz4Frame } from './lz4-frame.ts';
import { readSnappy } from './snappy-block.ts';

const samples = {
  nothing: new Uint8Array(0),
  'a few bytes': Buffer.from('a few bytes'),
  'one byte again and again': new Uint8Array(300_000).fill(7),
  'text of several blocks': Buffer.from(Array.from({ length: 20_000 }, (_, index) => `line ${index % 977}\n`).join('')),
  'noise of several blocks': randomBytes(200_000),
};

describe.each(Object.entries(samples))('%s', (_name, raw) => {
  it.each([1, 2, 3, 4])('in compression %i is read as it was written by another', (codec) => {
    expect(Buffer.compare(decompress(compressionCodec(codec).compress(raw), codec), raw)).toBe(0);
  });

  it.each([1, 2, 3, 4])('in compression %i is written again so that another reads it', (codec) => {
    const again = recompression(codec);
    if (!again) throw new Error('not compressed again');
    expect(Buffer.compare(compressionCodec(again.id).decompress(again.compress(raw)), raw)).toBe(0);
  });
});

it('a raw block of snappy is read, as librdkafka writes it', () => {
  // 20 bytes: a literal of four, and a copy of sixteen from four bytes before.
  const block = Uint8Array.of(20, 3 << 2, 97, 98, 99, 100, (15 << 2) | 2, 4, 0);
  expect(Buffer.from(readSnappy(block, 100)).toString()).toBe('abcd'.repeat(5));
});

it('dependent blocks of LZ4 reach back into those before', () => {
  const header = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0];
  const literals = [6, 0, 0, 0, 0x50, 104, 101, 108, 108, 111];
  // A match of five, five bytes back, and a last literal.
  const match = [5, 0, 0, 0, 0x01, 5, 0, 0x10, 33];
  const frame = Uint8Array.of(...header, ...literals, ...match, 0, 0, 0, 0);
  expect(Buffer.from(readLz4Frame(frame, 100)).toString()).toBe('hellohello!');
});

it('what is malformed, cut short or too much is refused, whatever is cut', () => {
  const text = samples['text of several blocks'];
  for (const codec of [1, 2, 3, 4]) {
    const compressed = compressionCodec(codec).compress(text);
    for (const length of [1, 7, 20, Math.floor(compressed.length / 2), compressed.length - 5]) {
      expect(() => decompress(compressed.subarray(0, length), codec)).toThrow(/./);
    }
  }
  expect(() => readSnappy(compressionCodec(2).compress(text), 1000)).toThrow(RangeError);
  expect(() => readLz4Frame(compressionCodec(3).compress(text), 1000)).toThrow(RangeError);
  expect(() => decompress(text, 7)).toThrow('compression 7');
});
