import { Fault } from '../../shared/lib/index.ts';

/**
 * - `malformed`: the bytes are none of this compression, or are cut short;
 * - `too-large`: they would become more than was allowed;
 * - `unsupported-compression`: a number that Kafka doesn't define.
 */
export type CompressionFault = Fault<'malformed' | 'too-large' | 'unsupported-compression'>;

export function compressionFault(code: CompressionFault['code'], message: string, cause?: unknown): CompressionFault {
  return new Fault(code, message, cause);
}

/** One of Kafka's compressions, both ways. */
export interface CompressionCodec {
  compress(raw: Uint8Array): Uint8Array;
  /**
   * `mostBytes`: what the bytes may become, 512 MiB by default.
   * @throws CompressionFault `malformed` or `too-large`
   */
  decompress(compressed: Uint8Array, mostBytes?: number): Uint8Array;
}

/** More is taken for an attack, as no broker takes batches that large. */
const defaultMostBytes = 512 * 1024 * 1024;

/** Whatever `decompress` throws on bytes that are not `what` becomes a CompressionFault. */
export function decompressing(
  what: string,
  decompress: (compressed: Uint8Array, mostBytes: number) => Uint8Array,
): CompressionCodec['decompress'] {
  return (compressed, mostBytes = defaultMostBytes) => {
    try {
      return decompress(compressed, mostBytes);
    } catch (error) {
      if (error instanceof Fault) throw error;
      // As Node's zlib says it.
      if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(mostBytes);
      throw compressionFault('malformed', `The bytes are not ${what}.`, error);
    }
  };
}

export function tooLarge(mostBytes: number): CompressionFault {
  return compressionFault('too-large', `Decompressed they are more than ${mostBytes} bytes.`);
}
