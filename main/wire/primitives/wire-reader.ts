import { Buffer } from 'node:buffer';
import { wireFault } from '../wire-fault.ts';

/**
 * Reads Kafka's primitive types (big-endian) from a view of bytes, one after the other. Nothing is copied: `bytes` are views of the
 * source, which therefore must not be reused while a decoded message lives. A length is checked against the bytes that
 * are left before anything is allocated, so that hostile input costs no more memory than its own size.
 * Source: https://kafka.apache.org/protocol#protocol_types
 */
export class WireReader {
  readonly #buffer: Buffer;
  readonly #view: DataView;
  readonly #end: number;
  #position = 0;

  constructor(source: Uint8Array) {
    this.#buffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    this.#end = source.byteLength;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  /** Bytes left. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  /** Moves past `byteCount` bytes and returns where they start. */
  #advance(byteCount: number): number {
    const start = this.#position;
    if (byteCount > this.#end - start) {
      throw wireFault('truncated', `${byteCount} bytes are needed at ${start}, ${this.#end - start} are left`);
    }
    this.#position = start + byteCount;
    return start;
  }

  bool(): boolean {
    return this.#view.getInt8(this.#advance(1)) !== 0;
  }

  int8(): number {
    return this.#view.getInt8(this.#advance(1));
  }

  int16(): number {
    return this.#view.getInt16(this.#advance(2));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  /** 32 bits in groups of seven, lowest first: at most five bytes. */
  unsignedVarint(): number {
    let byte = this.#view.getUint8(this.#advance(1));
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift <= 28; shift += 7) {
      byte = this.#view.getUint8(this.#advance(1));
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw wireFault('malformed', 'a varint has more than five bytes');
  }

  /** Zigzag: small magnitudes of either sign are short. */
  varint(): number {
    const zigzag = this.unsignedVarint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** Zigzag of 64 bits: at most ten bytes. */
  varlong(): bigint {
    let low = 0;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#view.getUint8(this.#advance(1));
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt((low >>> 1) ^ -(low & 1));
    }
    let zigzag = BigInt(low);
    for (let shift = 28n; shift <= 63n; shift += 7n) {
      const byte = this.#view.getUint8(this.#advance(1));
      zigzag |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        const unsigned = BigInt.asUintN(64, zigzag);
        return (unsigned >> 1n) ^ -(unsigned & 1n);
      }
    }
    throw wireFault('malformed', 'a varlong has more than ten bytes');
  }

  /** Kafka's base64url text of 16 bytes. */
  uuid(): string {
    const start = this.#advance(16);
    return this.#buffer.toString('base64url', start, start + 16);
  }

  /** `byteLength` bytes as UTF-8 text; what isn't UTF-8 becomes U+FFFD, as in Kafka. */
  text(byteLength: number): string {
    const start = this.#advance(byteLength);
    return this.#buffer.toString('utf8', start, start + byteLength);
  }

  /** A view of `byteLength` bytes, without copying. */
  bytes(byteLength: number): Uint8Array {
    const start = this.#advance(byteLength);
    return new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset + start, byteLength);
  }
}
