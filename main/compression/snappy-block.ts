import { tooLarge } from './codec.ts';

/**
 * Decodes one raw block of snappy. Ours, because snappyjs reads some malformed blocks for ever.
 * Source: the snappy format description (length, then literals and copies).
 * @throws RangeError where the block is malformed; CompressionFault `too-large` where it claims more than `mostBytes`
 */
export function decodeSnappyBlock(source: Uint8Array, mostBytes: number): Uint8Array {
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
  if (byteLength > mostBytes) throw tooLarge(mostBytes);
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
