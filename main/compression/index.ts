import { type CompressionCodec, compressionFault } from './codec.ts';
import { gzip } from './gzip.ts';
import { lz4 } from './lz4.ts';
import { snappy } from './snappy.ts';
import { zstd } from './zstd.ts';

export type { CompressionCodec, CompressionFault } from './codec.ts';
export { shrinksZstd } from './zstd.ts';

/** By the number in a record batch's attributes. */
const codecs: Readonly<Record<number, CompressionCodec>> = { 1: gzip, 2: snappy, 3: lz4, 4: zstd };

/** @throws CompressionFault `unsupported-compression` */
export function compressionCodec(compression: number): CompressionCodec {
  const codec = codecs[compression];
  if (codec === undefined)
    throw compressionFault('unsupported-compression', `Kafka has no compression ${compression}.`);
  return codec;
}
