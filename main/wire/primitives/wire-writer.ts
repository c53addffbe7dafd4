import { Buffer } from 'node:buffer';
import { wireFault } from '../wire-fault.ts';

/** From this size on, bytes are handed on as they are instead of being copied into the writer's buffer. */
const referencedFromBytes = 4096;
const maximumInt64 = 2n ** 63n - 1n;
const minimumInt64 = -(2n ** 63n);
const uuidText = /^[\w-]{22}$/;

/**
 * Writes Kafka's primitive types (big-endian) one after the other. Large byte arrays (record batches) stay where they are: the
 * output is a list of pieces, so that a fetch response costs no copy of its records. A writer can be used again after
 * `takeBytes` or `takePieces`.
 * Source: https://kafka.apache.org/protocol#protocol_types
 */
export class WireWriter {
  #buffer: Buffer;
  #view: DataView;
  #position = 0;
  #pieces: Uint8Array[] = [];
  #piecesByteLength = 0;
  /** Above zero while a value's size must come before it: everything then stays in the one buffer. */
  #sizedDepth = 0;

  constructor(initialByteLength = 1024) {
    this.#buffer = Buffer.allocUnsafeSlow(initialByteLength);
    this.#view = viewOf(this.#buffer);
  }

  /** Bytes written since the last take. */
  get byteLength(): number {
    return this.#piecesByteLength + this.#position;
  }

  /** Makes room for `byteCount` bytes and returns where they go. */
  #advance(byteCount: number): number {
    const start = this.#position;
    const end = start + byteCount;
    if (end > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, start);
      this.#buffer = grown;
      this.#view = viewOf(grown);
    }
    this.#position = end;
    return start;
  }

  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) throw outOfRange('int8', value);
    const start = this.#advance(1);
    this.#view.setInt8(start, value);
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) throw outOfRange('int16', value);
    const start = this.#advance(2);
    this.#view.setInt16(start, value);
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) throw outOfRange('uint16', value);
    const start = this.#advance(2);
    this.#view.setUint16(start, value);
  }

  int32(value: number): void {
    if ((value | 0) !== value) throw outOfRange('int32', value);
    const start = this.#advance(4);
    this.#view.setInt32(start, value);
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) throw outOfRange('uint32', value);
    const start = this.#advance(4);
    this.#view.setUint32(start, value);
  }

  int64(value: bigint): void {
    if (value > maximumInt64 || value < minimumInt64) throw outOfRange('int64', value);
    const start = this.#advance(8);
    this.#view.setBigInt64(start, value);
  }

  float64(value: number): void {
    const start = this.#advance(8);
    this.#view.setFloat64(start, value);
  }

  /** 32 bits in groups of seven, lowest first: one to five bytes. */
  unsignedVarint(value: number): void {
    let rest = value >>> 0;
    if (rest !== value) throw outOfRange('unsigned varint', value);
    while (rest >= 0x80) {
      const start = this.#advance(1);
      this.#buffer[start] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    const start = this.#advance(1);
    this.#buffer[start] = rest;
  }

  /** Zigzag: small magnitudes of either sign are short. */
  varint(value: number): void {
    if ((value | 0) !== value) throw outOfRange('varint', value);
    this.unsignedVarint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Zigzag of 64 bits: one to ten bytes. */
  varlong(value: bigint): void {
    if (value > maximumInt64 || value < minimumInt64) throw outOfRange('varlong', value);
    let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (zigzag > 0xffff_ffffn) {
      const start = this.#advance(1);
      this.#buffer[start] = Number(zigzag & 0x7fn) | 0x80;
      zigzag >>= 7n;
    }
    this.unsignedVarint(Number(zigzag));
  }

  /** 16 bytes from Kafka's base64url text. */
  uuid(value: string): void {
    if (!uuidText.test(value)) throw wireFault('invalid-value', `${JSON.stringify(value)} is not a uuid in base64url`);
    const start = this.#advance(16);
    this.#buffer.write(value, start, 16, 'base64url');
  }

  /** UTF-8 text of `byteLength` bytes (its length as `Buffer.byteLength` gives it). */
  text(value: string, byteLength: number): void {
    const start = this.#advance(byteLength);
    this.#buffer.write(value, start, byteLength, 'utf8');
  }

  /** Bytes as they are; large ones are referenced, so the caller must not change them until they are sent. */
  bytes(value: Uint8Array): void {
    if (value.byteLength >= referencedFromBytes && this.#sizedDepth === 0) {
      this.#closePiece();
      this.#pieces.push(value);
      this.#piecesByteLength += value.byteLength;
      return;
    }
    const start = this.#advance(value.byteLength);
    this.#buffer.set(value, start);
  }

  /** Writes what `write` writes, with its size in bytes as an unsigned varint before it. */
  sized(write: () => void): void {
    this.#sizedDepth += 1;
    const sizeAt = this.#advance(1);
    write();
    const contentAt = sizeAt + 1;
    const byteLength = this.#position - contentAt;
    const sizeByteLength = unsignedVarintByteLength(byteLength);
    if (sizeByteLength > 1) {
      const end = this.#position;
      this.#advance(sizeByteLength - 1);
      this.#buffer.copyWithin(sizeAt + sizeByteLength, contentAt, end);
    }
    const end = this.#position;
    this.#position = sizeAt;
    this.unsignedVarint(byteLength);
    this.#position = end;
    this.#sizedDepth -= 1;
  }

  /** Everything written, as one array, and starts anew. */
  takeBytes(): Uint8Array {
    const whole = new Uint8Array(this.byteLength);
    let position = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, position);
      position += piece.byteLength;
    }
    whole.set(this.#buffer.subarray(0, this.#position), position);
    this.reset();
    return whole;
  }

  /** Everything written, in order, large byte arrays as they were given, and starts anew. */
  takePieces(): Uint8Array[] {
    this.#closePiece();
    const pieces = this.#pieces;
    this.reset();
    return pieces;
  }

  /** Forgets what was written, for instance by a message that turned out to be invalid. */
  reset(): void {
    this.#position = 0;
    this.#pieces = [];
    this.#piecesByteLength = 0;
    this.#sizedDepth = 0;
  }

  #closePiece(): void {
    if (this.#position === 0) return;
    this.#pieces.push(new Uint8Array(this.#buffer.subarray(0, this.#position)));
    this.#piecesByteLength += this.#position;
    this.#position = 0;
  }
}

/** Bytes that an unsigned varint of this value takes. */
export function unsignedVarintByteLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function outOfRange(type: string, value: number | bigint): Error {
  return wireFault('invalid-value', `${String(value)} is no ${type}`);
}
