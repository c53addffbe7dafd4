import { describe, expect, it } from 'vitest';
import { hashOfParts, hexOfHash, stableHash } from './stable-hash.ts';

describe('stableHash', () => {
  it('gives the verification value of the reference implementation', () => {
    // SMHasher's test: hash the keys {}, {0}, {0, 1} … with the seeds 256, 255 …, then the hashes of all of them.
    const all = new Uint8Array(256 * 16);
    const key = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (let length = 0; length < 256; length += 1) {
      const hash = stableHash(key.subarray(0, length), 256 - length);
      hash.forEach((word, index) => new DataView(all.buffer).setUint32(length * 16 + index * 4, word, true));
    }
    expect(stableHash(all)[0]).toBe(0xb3ece62a);
  });

  it('tells parts from their neighbours', () => {
    expect(hashOfParts(['a', 'bc'])).not.toEqual(hashOfParts(['ab', 'c']));
    expect(hashOfParts(['1'])).not.toEqual(hashOfParts([1]));
  });

  it('writes 32 digits', () => {
    expect(hexOfHash([1, 0, 0xffffffff, 0x10])).toBe('0000000100000000ffffffff00000010');
  });
});
