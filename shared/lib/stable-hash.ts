/** 128 bits as four unsigned 32-bit words. */
export type Hash128 = readonly [number, number, number, number];

const c1 = 0x239b961b;
const c2 = 0xab0e9789;
const c3 = 0x38b34ae5;
const c4 = 0xa1e38b93;

/**
 * MurmurHash3_x86_128 (Austin Appleby, public domain): the same on every machine and in every version of Topicraft, since
 * ids of events are made of it. It keeps accidents apart, not attackers.
 */
export function stableHash(bytes: Uint8Array, seed = 0): Hash128 {
  let h1 = seed;
  let h2 = seed;
  let h3 = seed;
  let h4 = seed;
  const blocks = bytes.length >>> 4;
  for (let block = 0; block < blocks; block += 1) {
    const at = block * 16;
    h1 ^= mix(wordAt(bytes, at), c1, 15, c2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= mix(wordAt(bytes, at + 4), c2, 16, c3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= mix(wordAt(bytes, at + 8), c3, 17, c4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= mix(wordAt(bytes, at + 12), c4, 18, c1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  // Bytes beyond the end read as 0, which leaves the words of an absent tail at 0, as the algorithm has it.
  const tail = blocks * 16;
  h4 ^= mix(wordAt(bytes, tail + 12), c4, 18, c1);
  h3 ^= mix(wordAt(bytes, tail + 8), c3, 17, c4);
  h2 ^= mix(wordAt(bytes, tail + 4), c2, 16, c3);
  h1 ^= mix(wordAt(bytes, tail), c1, 15, c2);

  h1 ^= bytes.length;
  h2 ^= bytes.length;
  h3 ^= bytes.length;
  h4 ^= bytes.length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finish(h1);
  h2 = finish(h2);
  h3 = finish(h3);
  h4 = finish(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  return [h1 >>> 0, (h2 + h1) >>> 0, (h3 + h1) >>> 0, (h4 + h1) >>> 0];
}

const encoder = new TextEncoder();

/** Hash of a list, each part told from its neighbours: that of the list's JSON text in UTF-8. */
export function hashOfParts(parts: readonly (string | number)[]): Hash128 {
  return stableHash(encoder.encode(JSON.stringify(parts)));
}

/** 32 lower-case hexadecimal digits. */
export function hexOfHash(hash: Hash128): string {
  return hash.map((word) => word.toString(16).padStart(8, '0')).join('');
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

function mix(word: number, first: number, bits: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, first), bits), second);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
