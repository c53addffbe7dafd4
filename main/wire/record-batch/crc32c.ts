/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), reflected polynomial. */
const polynomial = 0x82f63b78;

/** Eight tables of 256 entries, one after the other: table n holds what a byte becomes n bytes later. */
const tables = makeTables();

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    made[byte] = crc;
  }
  for (let index = 256; index < made.length; index += 1) {
    const previous = made[index - 256] ?? 0;
    made[index] = (previous >>> 8) ^ (made[previous & 0xff] ?? 0);
  }
  return made;
}

/**
 * The checksum of a record batch, as an unsigned 32-bit number. Takes eight bytes a step ("slicing by 8", Kounavis and
 * Berry 2005), which is about four times as fast as a byte a step.
 */
export function crc32c(source: Uint8Array): number {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const end = source.byteLength;
  const slicedEnd = end - (end % 8);
  let crc = -1;
  let position = 0;
  for (; position < slicedEnd; position += 8) {
    const low = view.getInt32(position, true) ^ crc;
    const high = view.getInt32(position + 4, true);
    crc =
      at(0x700 | (low & 0xff)) ^
      at(0x600 | ((low >>> 8) & 0xff)) ^
      at(0x500 | ((low >>> 16) & 0xff)) ^
      at(0x400 | (low >>> 24)) ^
      at(0x300 | (high & 0xff)) ^
      at(0x200 | ((high >>> 8) & 0xff)) ^
      at(0x100 | ((high >>> 16) & 0xff)) ^
      at(high >>> 24);
  }
  for (; position < end; position += 1) crc = (crc >>> 8) ^ at((crc ^ view.getUint8(position)) & 0xff);
  return ~crc >>> 0;
}

function at(index: number): number {
  // The index is below 2048 by its masks; the fallback costs nothing and keeps the type honest.
  return tables[index] ?? 0;
}
