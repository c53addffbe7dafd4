import { Fault } from '../../../shared/lib/index.ts';

export type CompressionFault = Fault<'malformed' | 'too-large' | 'unsupported-compression'>;

export function compressionFault(code: CompressionFault['code'], message: string, cause?: unknown): CompressionFault {
  return new Fault(code, message, cause);
}

/** What a batch may grow to: more is taken for an attack, as no broker takes batches that large. */
export const maxDecompressedBytes = 512 * 1024 * 1024;

/** One of Kafka's compressions, both ways. Both may throw a CompressionFault. */
export interface CompressionCodec {
  compress(raw: Uint8Array): Uint8Array;
  decompress(compressed: Uint8Array): Uint8Array;
}

/** Runs a decompressor; what it throws on bytes that are not `what` becomes a CompressionFault. */
export function decompressing(what: string, decompress: () => Uint8Array): Uint8Array {
  try {
    return decompress();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw compressionFault('malformed', `The bytes are not ${what}.`, error);
  }
}

/** Puts the pieces of a stream together. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.byteLength;
  }
  return whole;
}
