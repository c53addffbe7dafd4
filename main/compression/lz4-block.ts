/** Lengths of four bits: this value says that more bytes of length follow. */
const extendedLength = 15;
/** A match is at least this long, so its length is written less it. */
const shortestMatch = 4;

/**
 * Decodes one LZ4 block into `target`, from `start` on, and returns where it ended. A match may reach back to `earliest`, before `start`
 * in blocks that depend on those before.
 * Source: the LZ4 block format description.
 * @throws RangeError where the block is malformed or doesn't fit
 */
export function decodeLz4Block(source: Uint8Array, target: Uint8Array, start: number, earliest: number): number {
  let read = 0;
  let written = start;

  function next(): number {
    const byte = source[read];
    if (byte === undefined) throw new RangeError('The block is cut short.');
    read += 1;
    return byte;
  }

  function length(nibble: number): number {
    let total = nibble;
    if (nibble < extendedLength) return total;
    for (;;) {
      const byte = next();
      total += byte;
      if (byte !== 255) return total;
    }
  }

  while (read < source.byteLength) {
    const token = next();
    const literals = length(token >>> 4);
    if (literals > source.byteLength - read || literals > target.byteLength - written) {
      throw new RangeError('Literals do not fit.');
    }
    target.set(source.subarray(read, read + literals), written);
    read += literals;
    written += literals;
    // The last sequence has literals only.
    if (read === source.byteLength) break;

    const distance = next() | (next() << 8);
    const matched = length(token & 0x0f) + shortestMatch;
    if (distance === 0 || distance > written - earliest || matched > target.byteLength - written) {
      throw new RangeError('A match does not fit.');
    }
    // Byte by byte, because a match may reach into what it writes.
    for (const end = written + matched; written < end; written += 1) target[written] = target[written - distance] ?? 0;
  }
  return written;
}
