import * as zlib from 'node:zlib';
import { wireFault } from '../../../wire/index.ts';
import { readLz4Frame } from './lz4-frame.ts';
import { readSnappy } from './snappy-block.ts';

/** What a batch may grow to; no producer's batch comes near it. */
export const mostDecompressedBytes = 128 * 1024 * 1024;

/** Node has zstd from 22.15 on; the types that we compile against always have it. */
const node: { zstdCompressSync?: typeof zlib.zstdCompressSync; zstdDecompressSync?: typeof zlib.zstdDecompressSync } =
  zlib;
const limit = { maxOutputLength: mostDecompressedBytes };

/**
 * Undoes a compression of Kafka's, by its number in a batch's attributes.
 * @throws whatever tells that the bytes are none of this compression, or too many; a WireFault where Node lacks it
 */
export function decompress(compressed: Uint8Array, compression: number): Uint8Array {
  switch (compression) {
    case 1:
      return zlib.gunzipSync(compressed, limit);
    case 2:
      return readSnappy(compressed, mostDecompressedBytes);
    case 3:
      return readLz4Frame(compressed, mostDecompressedBytes);
    case 4:
      if (node.zstdDecompressSync) return node.zstdDecompressSync(compressed, limit);
      break;
  }
  throw wireFault('unsupported-compression', `compression ${compression} cannot be read here`);
}

/**
 * How a batch of some compression is written again: zstd and gzip stay what they are; snappy and lz4, which are only read here,
 * become gzip, which all clients read.
 */
export function recompression(
  compression: number,
): { id: number; compress: (raw: Uint8Array) => Uint8Array } | undefined {
  if (compression === 0) return undefined;
  const { zstdCompressSync } = node;
  if (compression === 4 && zstdCompressSync) return { id: 4, compress: (raw) => zstdCompressSync(raw) };
  return { id: 1, compress: (raw) => zlib.gzipSync(raw) };
}
