import { compressionCodec, shrinksZstd } from '../../../compression/index.ts';

/** What a batch may grow to; no producer's batch comes near it. */
const mostDecompressedBytes = 128 * 1024 * 1024;

/**
 * Undoes a compression of Kafka's, by its number in a batch's attributes.
 * @throws CompressionFault
 */
export function decompress(compressed: Uint8Array, compression: number): Uint8Array {
  return compressionCodec(compression).decompress(compressed, mostDecompressedBytes);
}

/** How a batch of some compression is written again: as it was, but where Node can't make zstd smaller, as gzip. */
export function recompression(
  compression: number,
): { id: number; compress: (raw: Uint8Array) => Uint8Array } | undefined {
  if (compression === 0) return undefined;
  const id = compression === 4 && !shrinksZstd ? 1 : compression;
  return { id, compress: (raw) => compressionCodec(id).compress(raw) };
}
