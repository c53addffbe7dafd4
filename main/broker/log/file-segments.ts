import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { brokerFault } from '../broker-fault.ts';
import type { Segment, SegmentStore } from './segment.ts';

const startOffsetFile = 'log-start-offset';
const fileNamePattern = /^(\d{20})\.log$/;

/** One file of batches, as Kafka names it: its base offset in twenty digits. Reads and writes go to the page cache. */
class FileSegment implements Segment {
  readonly baseOffset: bigint;
  readonly file: string;
  readonly #descriptor: number;
  #sizeBytes: number;

  constructor(file: string, baseOffset: bigint) {
    this.file = file;
    this.baseOffset = baseOffset;
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT);
    this.#sizeBytes = fstatSync(this.#descriptor).size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    let written = 0;
    try {
      while (written < bytes.length) {
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#sizeBytes + written);
      }
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#sizeBytes);
      throw brokerFault('storage-failed', `cannot write to ${this.file}`, error);
    }
    this.#sizeBytes += bytes.length;
  }

  read(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.#sizeBytes - position)));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(this.#descriptor, bytes, filled, bytes.length - filled, position + filled);
      if (count === 0) throw brokerFault('storage-failed', `${this.file} is shorter than it was`);
      filled += count;
    }
    return bytes;
  }

  truncate(sizeBytes: number): void {
    ftruncateSync(this.#descriptor, sizeBytes);
    this.#sizeBytes = sizeBytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The segments of one partition as files of `folder`, which is made with the first of them. */
export function fileSegments(folder: string): SegmentStore {
  return {
    maximumSegmentBytes: 2 ** 31 - 1,
    load() {
      return (existsSync(folder) ? readdirSync(folder) : [])
        .map((name) => fileNamePattern.exec(name)?.[1])
        .filter((digits) => digits !== undefined)
        .sort()
        .map((digits) => new FileSegment(path.join(folder, `${digits}.log`), BigInt(digits)));
    },
    create(baseOffset) {
      mkdirSync(folder, { recursive: true });
      return new FileSegment(fileOf(folder, baseOffset), baseOffset);
    },
    remove: (segment) => rmSync(fileOf(folder, segment.baseOffset), { force: true }),
    readStartOffset() {
      const file = path.join(folder, startOffsetFile);
      if (!existsSync(file)) return undefined;
      const text = readFileSync(file, 'utf8').trim();
      return /^\d+$/.test(text) ? BigInt(text) : undefined;
    },
    writeStartOffset(offset) {
      const file = path.join(folder, startOffsetFile);
      try {
        writeFileSync(`${file}.new`, `${offset}\n`);
        renameSync(`${file}.new`, file);
      } catch (error) {
        throw brokerFault('storage-failed', `cannot write to ${file}`, error);
      }
    },
    removeAll: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function fileOf(folder: string, baseOffset: bigint): string {
  return path.join(folder, `${baseOffset.toString().padStart(20, '0')}.log`);
}
