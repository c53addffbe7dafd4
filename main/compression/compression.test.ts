import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressionCodec } from './index.ts';
import { readWithFzstd, storeAsZstd } from './zstd.ts';

const malformed = expect.objectContaining({ code: 'malformed' });
const tooLarge = expect.objectContaining({ code: 'too-large' });
const encoder = new TextEncoder();
const text = encoder.encode(Array.from({ length: 20_000 }, (_, index) => `line ${index % 977}\n`).join(''));
// Does not shrink, and takes several blocks.
const noise = randomBytes(300_001);
const samples: Record<string, Uint8Array> = {
  nothing: new Uint8Array(0),
  'a few bytes': encoder.encode('order placed'),
  'one byte again and again': new Uint8Array(300_000).fill(7),
  'text of several blocks': text,
  noise,
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
    expect(codec.compress(text).byteLength).toBeLessThan(text.byteLength / 5);
  });

  it('refuses bytes that are cut short or something else', () => {
    const compressed = codec.compress(text);
    for (const length of [1, 7, 20, Math.floor(compressed.length / 2), compressed.length - 5]) {
      expect(() => codec.decompress(compressed.subarray(0, length))).toThrow(malformed);
    }
    expect(() => codec.decompress(encoder.encode('nothing that was ever compressed'))).toThrow(malformed);
  });

  it('refuses what would become more than is allowed, and nothing less', () => {
    const compressed = codec.compress(text);
    expect(codec.decompress(compressed, text.byteLength).byteLength).toBe(text.byteLength);
    expect(() => codec.decompress(compressed, text.byteLength - 1)).toThrow(tooLarge);
    expect(() => codec.decompress(compressed, 1000)).toThrow(tooLarge);
  });

  it('ends on whatever bytes, and soon', () => {
    const compressed = codec.compress(text.subarray(0, 3000));
    const damages = fc.array(fc.record({ at: fc.nat(compressed.length - 1), byte: fc.nat(255) }), { minLength: 1 });
    const endsWith = (damage: { at: number; byte: number }[]) => {
      const damaged = Uint8Array.from(compressed);
      for (const { at, byte } of damage) damaged[at] = byte;
      try {
        codec.decompress(damaged, 100_000);
      } catch (error) {
        expect(error).toHaveProperty('code', expect.stringMatching(/^(malformed|too-large)$/));
      }
    };
    fc.assert(fc.property(damages, endsWith), { numRuns: 500 });
  });
});

describe('snappy of others', () => {
  const snappy = compressionCodec(2);

  it('is read where it is one raw block, as librdkafka writes it', () => {
    // 20 bytes: a literal of four, and a copy of sixteen from four bytes before.
    const block = Uint8Array.of(20, 3 << 2, 97, 98, 99, 100, (15 << 2) | 2, 4, 0);
    expect(Buffer.from(snappy.decompress(block)).toString()).toBe('abcd'.repeat(5));
  });

  it('is refused where a literal is longer than 2^31, which snappyjs goes back for, for ever', () => {
    expect(() => snappy.decompress(Uint8Array.of(20, 63 << 2, 0xfa, 0xff, 0xff, 0xff, 0))).toThrow(malformed);
  });

  it('is refused where it is shorter than it says', () => {
    expect(() => snappy.decompress(Uint8Array.of(20, 3 << 2, 97, 98, 99, 100))).toThrow(malformed);
  });
});

describe('LZ4 of others', () => {
  const lz4 = compressionCodec(3);
  /** Blocks of at most 4 MiB; their flags say whether they may reach back. */
  const frame = (flags: number, ...blocks: Uint8Array[]) =>
    Buffer.concat([Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x40 | flags, 0x70, 0), ...blocks, new Uint8Array(4)]);
  const literals = Uint8Array.of(6, 0, 0, 0, 0x50, 104, 101, 108, 108, 111);
  // A match of five, five bytes back, and a last literal.
  const match = Uint8Array.of(5, 0, 0, 0, 0x01, 5, 0, 0x10, 33);

  it('may have blocks that reach back into those before, where it says so', () => {
    expect(Buffer.from(lz4.decompress(frame(0, literals, match))).toString()).toBe('hellohello!');
    expect(() => lz4.decompress(frame(0x20, literals, match))).toThrow(malformed);
  });

  it('costs as much memory as it has bytes, however much its blocks may have', () => {
    const before = process.memoryUsage().arrayBuffers;
    const many = frame(0x20, ...Array.from({ length: 5000 }, () => literals));
    const decompressed = lz4.decompress(many);
    expect(decompressed.byteLength).toBe(25_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });
});

it('reads and writes zstd without Node’s own', () => {
  const stored = storeAsZstd(noise);
  expect(Buffer.from(readWithFzstd(stored, noise.byteLength)).equals(noise)).toBe(true);
  expect(Buffer.from(compressionCodec(4).decompress(stored)).equals(noise)).toBe(true);
  expect(Buffer.from(readWithFzstd(compressionCodec(4).compress(noise), noise.byteLength)).equals(noise)).toBe(true);
  expect(() => readWithFzstd(stored, noise.byteLength - 1)).toThrow(tooLarge);
});

it('knows no other compression', () => {
  expect(() => compressionCodec(5)).toThrow(expect.objectContaining({ code: 'unsupported-compression' }));
});
