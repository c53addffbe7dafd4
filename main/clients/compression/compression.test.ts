import { describe, expect, it } from 'vitest';
import { compressionCodec } from './index.ts';
import { readWithFzstd, storeAsZstd } from './zstd.ts';

const malformed = expect.objectContaining({ code: 'malformed' });
const encoder = new TextEncoder();
const samples: Record<string, Uint8Array> = {
  empty: new Uint8Array(0),
  short: encoder.encode('order placed'),
  repeating: encoder.encode('payments '.repeat(40_000)),
  // Does not shrink, and takes several blocks.
  noise: Uint8Array.from({ length: 300_001 }, (_, index) => (Math.imul(index + 1, 2_654_435_761) >>> 13) & 0xff),
};

describe.each([
  ['gzip', 1],
  ['snappy', 2],
  ['lz4', 3],
  ['zstd', 4],
])('%s', (_, id) => {
  const codec = compressionCodec(id);

  it.each(Object.entries(samples))('gives %s back', (__, raw) => {
    expect(Buffer.from(codec.decompress(codec.compress(raw))).equals(raw)).toBe(true);
  });

  it('makes repeating bytes smaller', () => {
    const raw = samples['repeating'] ?? new Uint8Array(0);
    expect(codec.compress(raw).byteLength).toBeLessThan(raw.byteLength / 5);
  });

  it('refuses bytes that are cut short or something else', () => {
    const compressed = codec.compress(samples['short'] ?? new Uint8Array(0));
    expect(() => codec.decompress(compressed.subarray(0, compressed.byteLength - 5))).toThrow(malformed);
    expect(() => codec.decompress(encoder.encode('nothing that was ever compressed'))).toThrow(malformed);
  });
});

it('reads and writes zstd without Node’s own', () => {
  const raw = samples['noise'] ?? new Uint8Array(0);
  expect(Buffer.from(readWithFzstd(storeAsZstd(raw))).equals(raw)).toBe(true);
  expect(Buffer.from(compressionCodec(4).decompress(storeAsZstd(raw))).equals(raw)).toBe(true);
  expect(Buffer.from(readWithFzstd(compressionCodec(4).compress(raw))).equals(raw)).toBe(true);
});

it('knows no other compression', () => {
  expect(() => compressionCodec(5)).toThrow(expect.objectContaining({ code: 'unsupported-compression' }));
});
