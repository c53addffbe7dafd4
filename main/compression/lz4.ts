import lz4js from 'lz4js';
import xxhash32 from 'lz4js/xxh32.js';
import { type CompressionCodec, decompressing, tooLarge } from './codec.ts';
import { decodeLz4Block } from './lz4-block.ts';

const frameMagic = 0x184d2204;
/** Bits of the frame's flags. */
const flag = { dictionary: 0x01, contentChecksum: 0x04, contentSize: 0x08, blockChecksum: 0x10, independent: 0x20 };
const frameVersion = 0x40;
/** Block sizes by the three bits in the descriptor. */
const blockBytesByCode: Readonly<Record<number, number>> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 };
const writtenBlockCode = 4;
const writtenBlockBytes = 65_536;
/** On a block's length: its bytes are stored as they are. */
const storedBit = 0x8000_0000;
const hashTableEntries = 65_536;

/**
 * LZ4 in its frame format, written with independent blocks, which is what Kafka's Java client demands; lz4js knows blocks, and writes
 * frames that Java refuses. Checksums aren't looked at: the batch has one of its own. Source: the LZ4 frame format description; KIP-57.
 */
export const lz4: CompressionCodec = {
  compress(raw) {
    const header = new Uint8Array(7);
    new DataView(header.buffer).setUint32(0, frameMagic, true);
    header[4] = frameVersion | flag.independent;
    header[5] = writtenBlockCode << 4;
    header[6] = (xxhash32.hash(0, header, 4, 2) >>> 8) & 0xff;
    const pieces: Uint8Array[] = [header];
    for (let position = 0; position < raw.byteLength; position += writtenBlockBytes) {
      pieces.push(compressBlock(raw.subarray(position, position + writtenBlockBytes)));
    }
    pieces.push(new Uint8Array(4));
    return Buffer.concat(pieces);
  },

  decompress: decompressing('an LZ4 frame', decompressFrame),
};

/** With its length before it; stored where compressing gains nothing. */
function compressBlock(block: Uint8Array): Uint8Array {
  const target = new Uint8Array(lz4js.compressBound(block.byteLength));
  const byteLength = lz4js.compressBlock(block, target, 0, block.byteLength, new Uint32Array(hashTableEntries));
  const isStored = byteLength === 0 || byteLength >= block.byteLength;
  const body = isStored ? block : target.subarray(0, byteLength);
  const framed = new Uint8Array(4 + body.byteLength);
  new DataView(framed.buffer).setUint32(0, isStored ? storedBit + body.byteLength : body.byteLength, true);
  framed.set(body, 4);
  return framed;
}

/** All blocks go into one target, so that a block that claims its whole size costs no more than what it has. */
function decompressFrame(bytes: Uint8Array, mostBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== frameMagic) throw new Error('The magic number is wrong.');
  const flags = view.getUint8(4);
  const blockBytes = blockBytesByCode[(view.getUint8(5) >>> 4) & 7];
  if ((flags & 0xc0) !== frameVersion || blockBytes === undefined || (flags & flag.dictionary) !== 0) {
    throw new Error('The frame is of an unknown kind.');
  }
  const blockTrailerBytes = flags & flag.blockChecksum ? 4 : 0;
  let target: Uint8Array = new Uint8Array(0);
  let written = 0;
  for (let position = 6 + (flags & flag.contentSize ? 8 : 0) + 1; ;) {
    const lengthField = view.getUint32(position, true);
    position += 4;
    if (lengthField === 0) return target.slice(0, written);
    const isStored = lengthField >= storedBit;
    const byteLength = isStored ? lengthField - storedBit : lengthField;
    if (byteLength > bytes.byteLength - position) throw new Error('A block is cut short.');
    const block = bytes.subarray(position, position + byteLength);
    const room = written + (isStored ? byteLength : blockBytes);
    target = withRoom(target, room);
    if (isStored) {
      target.set(block, written);
      written = room;
    } else {
      written = decodeLz4Block(block, target.subarray(0, room), written, flags & flag.independent ? written : 0);
    }
    if (written > mostBytes) throw tooLarge(mostBytes);
    position += byteLength + blockTrailerBytes;
  }
}

/** Grown to twice its size, so that many small blocks don't copy it as often. */
function withRoom(target: Uint8Array, byteLength: number): Uint8Array {
  if (byteLength <= target.byteLength) return target;
  const larger = new Uint8Array(Math.max(byteLength, 2 * target.byteLength));
  larger.set(target);
  return larger;
}
