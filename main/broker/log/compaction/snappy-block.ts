/** How the Java library frames snappy: this, two versions of four bytes, then blocks with their lengths before them. */
const xerialMagic = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0);
const xerialHeaderBytes = 16;

/**
 * Decompresses snappy as Kafka's clients write it: one raw block, or several in xerial's framing.
 * @throws RangeError where the bytes are malformed or would become more than `mostBytes`
 */
export function readSnappy(bytes: Uint8Array, mostBytes: number): Uint8Array {
  if (bytes.length < xerialHeaderBytes || xerialMagic.some((byte, index) => bytes[index] !== byte)) {
    return readBlock(bytes, mostBytes);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  let remaining = mostBytes;
  for (let position = xerialHeaderBytes; position < bytes.length;) {
    const start = position + 4;
    position = start + view.getInt32(position);
    if (position < start || position > bytes.length) throw new RangeError('A block is cut short.');
    const block = readBlock(bytes.subarray(start, position), remaining);
    remaining -= block.length;
    blocks.push(block);
  }
  return Buffer.concat(blocks);
}

/** Source: the snappy format description (length, then literals and copies). */
function readBlock(source: Uint8Array, mostBytes: number): Uint8Array {
  let read = 0;
  let written = 0;
  const next = () => {
    const byte = source[read];
    if (byte === undefined) throw new RangeError('The block is cut short.');
    read += 1;
    return byte;
  };
  const littleEndian = (byteCount: number) => {
    let value = 0;
    for (let index = 0; index < byteCount; index += 1) value += next() * 2 ** (8 * index);
    return value;
  };
  let byteLength = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = next();
    byteLength += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
    if (shift > 28) throw new RangeError('The length has no end.');
  }
  if (byteLength > mostBytes) throw new RangeError(`The block claims ${byteLength} bytes.`);
  const target = new Uint8Array(byteLength);
  while (read < source.length) {
    const tag = next();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >>> 2;
      const length = (short < 60 ? short : littleEndian(short - 59)) + 1;
      if (length > source.length - read || length > byteLength - written)
        throw new RangeError('A literal does not fit.');
      target.set(source.subarray(read, read + length), written);
      read += length;
      written += length;
      continue;
    }
    const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const distance = kind === 1 ? ((tag >>> 5) << 8) | next() : littleEndian(kind === 2 ? 2 : 4);
    if (distance === 0 || distance > written || length > byteLength - written)
      throw new RangeError('A copy does not fit.');
    // Byte by byte, because a copy may reach into what it writes.
    for (const end = written + length; written < end; written += 1) target[written] = target[written - distance] ?? 0;
  }
  if (written !== byteLength) throw new RangeError('The block is shorter than it says.');
  return target;
}
