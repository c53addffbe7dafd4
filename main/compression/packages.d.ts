declare module 'snappyjs' {
  const snappyjs: {
    compress(raw: Uint8Array): Uint8Array;
  };
  export default snappyjs;
}

declare module 'lz4js' {
  const lz4js: {
    compressBound(byteLength: number): number;
    /** Bytes written; 0 where the block can't be made smaller. */
    compressBlock(
      source: Uint8Array,
      target: Uint8Array,
      start: number,
      byteLength: number,
      hashTable: Uint32Array,
    ): number;
  };
  export default lz4js;
}

declare module 'lz4js/xxh32.js' {
  const xxhash32: { hash(seed: number, source: Uint8Array, start: number, byteLength: number): number };
  export default xxhash32;
}
