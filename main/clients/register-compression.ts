import kafkajs from 'kafkajs';
import { compressionCodec } from '../compression/index.ts';
import { asBuffer } from './record-headers.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;

/** Gives kafkajs the compressions that it lacks. gzip it has itself. */
export function registerCompressionCodecs(): void {
  for (const type of [CompressionTypes.Snappy, CompressionTypes.LZ4, CompressionTypes.ZSTD] as const) {
    const codec = compressionCodec(type);
    CompressionCodecs[type] = () => ({
      compress: async ({ buffer }: { buffer: Buffer }) => asBuffer(codec.compress(buffer)),
      decompress: async (compressed: Buffer) => asBuffer(codec.decompress(compressed)),
    });
  }
}
