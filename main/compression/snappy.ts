import snappyjs from 'snappyjs';
import { type CompressionCodec, decompressing } from './codec.ts';
import { decodeSnappyBlock } from './snappy-block.ts';

/** How the Java library frames snappy: this, two versions of four bytes, then blocks with their lengths before them. */
const xerialMagic = Uint8Array.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const xerialHeaderBytes = 16;
const xerialBlockBytes = 32 * 1024;

/**
 * Snappy, as Kafka's clients write it: Java's in xerial's framing, librdkafka's as one raw block. Both are read; the
 * framing, which all read, is written.
 */
export const snappy: CompressionCodec = {
  compress(raw) {
    const header = new Uint8Array(xerialHeaderBytes);
    header.set(xerialMagic);
    const view = new DataView(header.buffer);
    view.setInt32(8, 1);
    view.setInt32(12, 1);
    const pieces: Uint8Array[] = [header];
    for (let position = 0; position < raw.byteLength; position += xerialBlockBytes) {
      const block = snappyjs.compress(asPlain(raw.subarray(position, position + xerialBlockBytes)));
      const length = new Uint8Array(4);
      new DataView(length.buffer).setInt32(0, block.byteLength);
      pieces.push(length, block);
    }
    return Buffer.concat(pieces);
  },

  decompress: decompressing('snappy', (compressed, mostBytes) =>
    isXerial(compressed) ? decompressBlocks(compressed, mostBytes) : decodeSnappyBlock(compressed, mostBytes),
  ),
};

function isXerial(bytes: Uint8Array): boolean {
  return bytes.byteLength >= xerialHeaderBytes && xerialMagic.every((byte, index) => bytes[index] === byte);
}

function decompressBlocks(bytes: Uint8Array, mostBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  let budget = mostBytes;
  let position = xerialHeaderBytes;
  while (position < bytes.byteLength) {
    const start = position + 4;
    const end = start + view.getInt32(position);
    if (end < start || end > bytes.byteLength) throw new Error('A block is cut short.');
    const block = decodeSnappyBlock(bytes.subarray(start, end), budget);
    budget -= block.byteLength;
    blocks.push(block);
    position = end;
  }
  return Buffer.concat(blocks);
}

/** snappyjs treats Node's Buffer apart, and would give one back. */
function asPlain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
