import {
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { crc32c } from '../../wire/index.ts';
import { brokerFault } from '../broker-fault.ts';
import { fileReplacements, finishReplacements, stateFile } from './file-replacements.ts';
import { FlushedFile } from './flushed-file.ts';
import { readOffsetFile, writeOffsetFile } from './offset-file.ts';
import { replaceDurably } from './replace-durably.ts';
import type { Segment, SegmentStore } from './segment.ts';
import { writeWhole } from './write-whole.ts';

const startOffsetFile = 'log-start-offset';
const fileNamePattern = /^(\d{20})\.log$/;

/** One file of batches, as Kafka names it: its base offset in twenty digits. Reads and writes go to the page cache. */
class FileSegment implements Segment {
  readonly baseOffset: bigint;
  readonly file: string;
  readonly #flushed: FlushedFile;
  #sizeBytes: number;

  constructor(file: string, baseOffset: bigint, newIn: readonly string[] = []) {
    this.file = file;
    this.baseOffset = baseOffset;
    this.#flushed = new FlushedFile(file, openSync(file, constants.O_RDWR | constants.O_CREAT), newIn);
    this.#sizeBytes = fstatSync(this.#descriptor).size;
    // What was there before may be in the page cache only, if its writer died.
    if (this.#sizeBytes > 0) this.#flushed.written();
  }

  get #descriptor(): number {
    return this.#flushed.descriptor;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    this.#flushed.requireSound();
    this.#flushed.written();
    try {
      writeWhole(this.#descriptor, bytes, this.#sizeBytes);
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
    this.#flushed.written();
    this.#sizeBytes = sizeBytes;
  }

  flush(): Promise<void> {
    return this.#flushed.flush();
  }

  flushNow(): void {
    this.#flushed.flushNow();
  }

  close(): void {
    this.#flushed.close();
  }
}

/** The segments of one partition as files of `folder`, which is made with the first of them. */
export function fileSegments(folder: string): SegmentStore {
  return {
    maximumSegmentBytes: 2 ** 31 - 1,
    load() {
      finishReplacements(folder);
      return (existsSync(folder) ? readdirSync(folder) : [])
        .map((name) => fileNamePattern.exec(name)?.[1])
        .filter((digits) => digits !== undefined)
        .sort()
        .map((digits) => new FileSegment(path.join(folder, `${digits}.log`), BigInt(digits)));
    },
    create(baseOffset) {
      try {
        const isFirst = mkdirSync(folder, { recursive: true }) !== undefined;
        // A partition's first file may be the first of its topic, and that the first of all.
        const folders = ['.', '..', '../..', '../../..'].map((above) => path.join(folder, above));
        return new FileSegment(fileOf(folder, baseOffset), baseOffset, isFirst ? folders : [folder]);
      } catch (error) {
        throw brokerFault('storage-failed', `cannot make ${fileOf(folder, baseOffset)}`, error);
      }
    },
    remove: (segment) => rmSync(fileOf(folder, segment.baseOffset), { force: true }),
    readStartOffset: () => readOffsetFile(path.join(folder, startOffsetFile)),
    writeStartOffset: (offset) => writeOffsetFile(path.join(folder, startOffsetFile), offset),
    readState() {
      try {
        const [, checksum, state] =
          /^([0-9a-f]{8}) (.*)\n$/.exec(readFileSync(path.join(folder, stateFile), 'utf8')) ?? [];
        return state !== undefined && checksum === checksumOf(state) ? state : undefined;
      } catch {
        // Without it the whole log is read.
        return undefined;
      }
    },
    writeState(state) {
      const file = path.join(folder, stateFile);
      try {
        replaceDurably(file, `${checksumOf(state)} ${state}\n`);
      } catch (error) {
        throw brokerFault('storage-failed', `cannot write to ${file}`, error);
      }
    },
    ...fileReplacements(folder, (baseOffset) => new FileSegment(fileOf(folder, baseOffset), baseOffset)),
    removeAll: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function checksumOf(text: string): string {
  return crc32c(Buffer.from(text)).toString(16).padStart(8, '0');
}

function fileOf(folder: string, baseOffset: bigint): string {
  return path.join(folder, `${baseOffset.toString().padStart(20, '0')}.log`);
}
