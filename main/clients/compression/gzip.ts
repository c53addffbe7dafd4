import { gunzipSync, gzipSync } from 'node:zlib';
import { type CompressionCodec, decompressing, maxDecompressedBytes } from './codec.ts';

export const gzip: CompressionCodec = {
  compress: (raw) => gzipSync(raw),
  decompress: (compressed) =>
    decompressing('gzip', () => gunzipSync(compressed, { maxOutputLength: maxDecompressedBytes })),
};
