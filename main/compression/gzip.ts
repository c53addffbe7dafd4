import { gunzipSync, gzipSync } from 'node:zlib';
import { type CompressionCodec, decompressing } from './codec.ts';

export const gzip: CompressionCodec = {
  compress: (raw) => gzipSync(raw),
  decompress: decompressing('gzip', (compressed, mostBytes) => gunzipSync(compressed, { maxOutputLength: mostBytes })),
};
