import lz4js from 'lz4js';
import xxhash32 from 'lz4js/xxh32.js';
import { type CompressionCodec, compressionFault, decompressing, concat, maxDecompressedBytes } from './codec.ts';
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
 * LZ4 in its frame format, with independent blocks, which is what Kafka's Java client demands; lz4js knows blocks, and writes
 * frames that Java refuses. Source: the LZ4 frame format description; KIP-57.
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
    return concat(pieces);
  },

  decompress: (compressed) => decompressing('an LZ4 frame', () => decompressFrame(compressed)),
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

function decompressFrame(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== frameMagic) throw new Error('The magic number is wrong.');
  const flags = view.getUint8(4);
  const blockBytes = blockBytesByCode[(view.getUint8(5) >>> 4) & 7];
  if ((flags & 0xc0) !== frameVersion || blockBytes === undefined || (flags & flag.dictionary) !== 0) {
    throw new Error('The frame is of an unknown kind.');
  }
  let position = 6 + (flags & flag.contentSize ? 8 : 0) + 1;
  const blockTrailerBytes = flags & flag.blockChecksum ? 4 : 0;
  const blocks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const lengthField = view.getUint32(position, true);
    position += 4;
    if (lengthField === 0) break;
    const isStored = lengthField >= storedBit;
    const byteLength = isStored ? lengthField - storedBit : lengthField;
    if (byteLength > bytes.byteLength - position) throw new Error('A block is cut short.');
    const block = bytes.subarray(position, position + byteLength);
    const decoded = isStored ? block : decompressBlock(block, blockBytes, blocks.at(-1), flags);
    total += decoded.byteLength;
    if (total > maxDecompressedBytes) throw compressionFault('too-large', `More than ${maxDecompressedBytes} bytes.`);
    blocks.push(decoded);
    position += byteLength + blockTrailerBytes;
  }
  return concat(blocks);
}

/** A dependent block may refer to the 64 KiB before it, which the one before holds where blocks are full. */
function decompressBlock(
  block: Uint8Array,
  blockBytes: number,
  previous: Uint8Array | undefined,
  flags: number,
): Uint8Array {
  const history = flags & flag.independent ? new Uint8Array(0) : (previous ?? new Uint8Array(0)).subarray(-65_536);
  const target = new Uint8Array(history.byteLength + blockBytes);
  target.set(history);
  const end = decodeLz4Block(block, target, history.byteLength);
  return target.subarray(history.byteLength, end);
}
