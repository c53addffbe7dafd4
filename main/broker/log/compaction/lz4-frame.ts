const frameMagic = 0x184d2204;
/** Bits of the frame's flags. */
const flag = { dictionary: 0x01, contentSize: 0x08, blockChecksum: 0x10 };
const frameVersion = 0x40;
/** Block sizes by the three bits in the descriptor. */
const blockBytesByCode: Readonly<Record<number, number>> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 };
/** On a block's length: its bytes are stored as they are. */
const storedBit = 0x8000_0000;
/** How far a match may reach back. */
const windowBytes = 65_536;
/** A length of four bits with this value goes on in the next bytes. */
const extendedLength = 15;
const shortestMatch = 4;

/**
 * Decompresses one LZ4 frame, with dependent or independent blocks. Checksums aren't looked at: the batch has one of its own.
 * Source: the LZ4 frame and block format descriptions; KIP-57.
 * @throws RangeError where the bytes are malformed or would become more than `mostBytes`
 */
export function readLz4Frame(bytes: Uint8Array, mostBytes: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== frameMagic) throw new RangeError('The magic number is wrong.');
  const flags = view.getUint8(4);
  const blockBytes = blockBytesByCode[(view.getUint8(5) >>> 4) & 7];
  if ((flags & 0xc0) !== frameVersion || blockBytes === undefined || (flags & flag.dictionary) !== 0) {
    throw new RangeError('The frame is of an unknown kind.');
  }
  const trailerBytes = flags & flag.blockChecksum ? 4 : 0;
  const blocks: Uint8Array[] = [];
  let history: Uint8Array = new Uint8Array(0);
  let total = 0;
  for (let position = 6 + (flags & flag.contentSize ? 8 : 0) + 1; ;) {
    const field = view.getUint32(position, true);
    position += 4;
    if (field === 0) return Buffer.concat(blocks);
    const isStored = field >= storedBit;
    const byteLength = isStored ? field - storedBit : field;
    if (byteLength > bytes.length - position) throw new RangeError('A block is cut short.');
    const block = bytes.subarray(position, position + byteLength);
    const decoded = isStored ? block : readBlock(block, history, blockBytes);
    total += decoded.length;
    if (total > mostBytes) throw new RangeError(`The frame has more than ${mostBytes} bytes.`);
    blocks.push(decoded);
    history = decoded.length >= windowBytes ? decoded : Buffer.concat([history.subarray(-windowBytes), decoded]);
    position += byteLength + trailerBytes;
  }
}

/** Literals and matches in turn; a match may reach back into the blocks before. */
function readBlock(source: Uint8Array, history: Uint8Array, mostBytes: number): Uint8Array {
  const start = Math.min(history.length, windowBytes);
  const target = new Uint8Array(start + mostBytes);
  target.set(history.subarray(history.length - start));
  let read = 0;
  let written = start;
  const next = () => {
    const byte = source[read];
    if (byte === undefined) throw new RangeError('The block is cut short.');
    read += 1;
    return byte;
  };
  const lengthOf = (nibble: number) => {
    if (nibble < extendedLength) return nibble;
    for (let total = nibble; ;) {
      const byte = next();
      total += byte;
      if (byte !== 255) return total;
    }
  };
  while (read < source.length) {
    const token = next();
    const literals = lengthOf(token >>> 4);
    if (literals > source.length - read || literals > target.length - written)
      throw new RangeError('Literals do not fit.');
    target.set(source.subarray(read, read + literals), written);
    read += literals;
    written += literals;
    // The last sequence of a block has no match.
    if (read === source.length) break;
    const distance = next() | (next() << 8);
    const length = lengthOf(token & 15) + shortestMatch;
    if (distance === 0 || distance > written || length > target.length - written)
      throw new RangeError('A match does not fit.');
    // Byte by byte, because a match may reach into what it writes.
    for (const end = written + length; written < end; written += 1) target[written] = target[written - distance] ?? 0;
  }
  return target.subarray(start, written);
}
