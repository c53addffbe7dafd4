const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');
const hexDigits = '0123456789abcdef';
const hexOfByte = Array.from(
  { length: 256 },
  (_, byte) => `${hexDigits[byte >> 4] ?? ''}${hexDigits[byte & 15] ?? ''}`,
);

const isHexId = /^[0-9a-f]{32}$/;

/** Writes numbers, texts and ids one behind the other into a buffer that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(16_384);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #texts = new Map<string, number>();

  get length(): number {
    return this.#length;
  }

  /** What was written, and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.#texts = new Map();
    return taken;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** A whole number from 0 to 2^53, seven bits a byte. */
  count(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length] = (rest % 128) + 128;
      this.#length += 1;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  number(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  offset(decimal: string): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#length, BigInt(decimal));
    this.#length += 8;
  }

  bytes(value: Uint8Array): void {
    this.count(value.byteLength);
    this.#reserve(value.byteLength);
    this.#bytes.set(value, this.#length);
    this.#length += value.byteLength;
  }

  /** A text that may come often: written once, and then by its number. */
  name(text: string): void {
    const known = this.#texts.get(text);
    if (known !== undefined) {
      this.count(known + 1);
      return;
    }
    this.#texts.set(text, this.#texts.size);
    this.count(0);
    this.bytes(encoder.encode(text));
  }

  /** An event's id: sixteen bytes where it is one of ours, otherwise text. */
  id(text: string): void {
    if (!isHexId.test(text)) {
      this.byte(0);
      this.bytes(encoder.encode(text));
      return;
    }
    this.byte(1);
    this.#reserve(16);
    for (let at = 0; at < 32; at += 2) {
      this.#bytes[this.#length] = digit(text.charCodeAt(at)) * 16 + digit(text.charCodeAt(at + 1));
      this.#length += 1;
    }
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.byteLength) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.byteLength * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}

/** Reads what a ByteWriter wrote. Throws a RangeError beyond its end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #texts: string[] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.byteLength;
  }

  byte(): number {
    const value = this.#view.getUint8(this.#at);
    this.#at += 1;
    return value;
  }

  count(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const next = this.byte();
      value += (next % 128) * scale;
      if (next < 128) return value;
      scale *= 128;
    }
  }

  number(): number {
    const value = this.#view.getFloat64(this.#at);
    this.#at += 8;
    return value;
  }

  offset(): string {
    const value = this.#view.getBigInt64(this.#at);
    this.#at += 8;
    return value.toString();
  }

  /** A view into what is read. */
  bytes(): Uint8Array {
    const length = this.count();
    const end = this.#at + length;
    if (end > this.#bytes.byteLength) throw new RangeError('The hops end too early.');
    const value = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  name(): string {
    const known = this.count();
    if (known > 0) {
      const text = this.#texts[known - 1];
      if (text === undefined) throw new RangeError('The hops name a text that they have not told.');
      return text;
    }
    const text = decoder.decode(this.bytes());
    this.#texts.push(text);
    return text;
  }

  id(): string {
    if (this.byte() === 0) return decoder.decode(this.bytes());
    let text = '';
    for (let end = this.#at + 16; this.#at < end; this.#at += 1) text += hexOfByte[this.#view.getUint8(this.#at)] ?? '';
    return text;
  }
}
