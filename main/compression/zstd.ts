import * as fzstd from 'fzstd';
import * as zlib from 'node:zlib';
import { type CompressionCodec, decompressing, tooLarge } from './codec.ts';

/** Node has zstd from 22.15 on; the types that we compile against always have it. */
const node: { zstdCompressSync?: typeof zlib.zstdCompressSync; zstdDecompressSync?: typeof zlib.zstdDecompressSync } =
  zlib;

/** Zstandard (RFC 8878): Node's own, and on a Node that lacks it fzstd to read and stored blocks to write. */
export const zstd: CompressionCodec = {
  compress: (raw) => node.zstdCompressSync?.(raw) ?? storeAsZstd(raw),
  decompress: decompressing(
    'zstd',
    (compressed, mostBytes) =>
      node.zstdDecompressSync?.(compressed, { maxOutputLength: mostBytes }) ?? readWithFzstd(compressed, mostBytes),
  ),
};

/** Whether zstd makes bytes any smaller here. */
export const shrinksZstd = node.zstdCompressSync !== undefined;

const frameMagic = 0xfd2f_b528;
/** A window of 128 KiB (RFC 8878, 3.1.1.1.2: exponent 7, mantissa 0), as much as a block may hold. */
const windowDescriptor = 7 << 3;
const largestBlockBytes = 128 * 1024;

/** A valid frame of blocks that are stored as they are: any client reads it, it is only no smaller. */
export function storeAsZstd(raw: Uint8Array): Uint8Array {
  const header = new Uint8Array(6);
  new DataView(header.buffer).setUint32(0, frameMagic, true);
  header[5] = windowDescriptor;
  const pieces: Uint8Array[] = [header];
  let position = 0;
  do {
    const block = raw.subarray(position, position + largestBlockBytes);
    position += largestBlockBytes;
    const isLast = position >= raw.byteLength;
    // Three bytes, little-endian: whether it is the last, its type (0 is stored), its size.
    const field = (isLast ? 1 : 0) | (block.byteLength << 3);
    pieces.push(Uint8Array.of(field & 0xff, (field >>> 8) & 0xff, field >>> 16), block);
  } while (position < raw.byteLength);
  return Buffer.concat(pieces);
}

/** Decodes piece by piece, so that a frame that grows without end is noticed before it has. */
export function readWithFzstd(compressed: Uint8Array, mostBytes: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let total = 0;
  const stream = new fzstd.Decompress((piece) => {
    total += piece.byteLength;
    if (total > mostBytes) throw tooLarge(mostBytes);
    // fzstd goes on using what it gave.
    pieces.push(piece.slice());
  });
  stream.push(compressed, true);
  return Buffer.concat(pieces);
}
