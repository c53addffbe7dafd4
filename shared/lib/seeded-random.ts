import type { Hash128 } from './stable-hash.ts';

/**
 * xoshiro128** 1.1 (David Blackman and Sebastiano Vigna, public domain) as a source of 32-bit words.
 *
 * @param state its start; not all zero.
 */
export function createRandomWords(state: Hash128): () => number {
  let [s0, s1, s2, s3] = state;
  return () => {
    const scrambled = Math.imul(s1, 5);
    const word = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return word;
  };
}

/** Numbers uniform in [0, 1) with all 53 bits that a number has, two words each. */
export function createRandom(state: Hash128): () => number {
  const nextWord = createRandomWords(state);
  return () => {
    const high = nextWord() >>> 5;
    const low = nextWord() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
}
