import { wireFault } from '../wire-fault.ts';

const lengthBytes = 4;

/**
 * Cuts a connection's bytes into frames: a length of four bytes, and as many bytes after it. What is claimed costs nothing
 * until it arrives: a frame above the limit, or of negative length, is refused as soon as its length is read.
 */
export class FrameSplitter {
  /** The largest frame; counts for frames whose length hasn't been read yet. */
  maxFrameBytes: number;
  #chunks: Uint8Array[] = [];
  #bufferedBytes = 0;
  /** undefined while the length itself isn't there yet. */
  #frameBytes: number | undefined;

  constructor(maxFrameBytes: number) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Bytes that were pushed and belong to no whole frame yet. */
  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /**
   * The frames that are whole with this chunk, without their lengths. A frame within one chunk is a view of it.
   * @throws WireFault `frame-too-large`; the connection is of no use afterwards
   */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.byteLength;
    const frames: Uint8Array[] = [];
    for (;;) {
      this.#frameBytes ??= this.#readLength();
      if (this.#frameBytes === undefined || this.#bufferedBytes < this.#frameBytes) return frames;
      frames.push(this.#take(this.#frameBytes));
      this.#frameBytes = undefined;
    }
  }

  #readLength(): number | undefined {
    if (this.#bufferedBytes < lengthBytes) return undefined;
    const bytes = this.#take(lengthBytes);
    const length = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes).getInt32(0);
    if (length < 0 || length > this.maxFrameBytes) {
      throw wireFault('frame-too-large', `a frame claims ${length} bytes, at most ${this.maxFrameBytes} are allowed`);
    }
    return length;
  }

  /** The next `byteLength` bytes, which are there. */
  #take(byteLength: number): Uint8Array {
    this.#bufferedBytes -= byteLength;
    const first = this.#chunks[0];
    if (first !== undefined && first.byteLength >= byteLength) {
      this.#shiftTo(0, byteLength);
      return first.subarray(0, byteLength);
    }
    const whole = new Uint8Array(byteLength);
    let filled = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, byteLength - filled);
      whole.set(part, filled);
      filled += part.byteLength;
      if (filled === byteLength) {
        this.#shiftTo(used, part.byteLength);
        break;
      }
      used += 1;
    }
    return whole;
  }

  /** Drops the chunks before the one at `index`, and that one's first `byteCount` bytes. */
  #shiftTo(index: number, byteCount: number): void {
    const rest = this.#chunks[index]?.subarray(byteCount);
    this.#chunks = this.#chunks.slice(index + 1);
    if (rest !== undefined && rest.byteLength > 0) this.#chunks.unshift(rest);
  }
}
