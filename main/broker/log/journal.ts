import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { crc32c } from '../../wire/index.ts';
import { brokerFault } from '../broker-fault.ts';
import { FlushedFile } from './flushed-file.ts';
import type { Flushable, Flusher } from './flusher.ts';
import { writeWhole } from './write-whole.ts';

const format = 1;
/** What SCRAM users are let in by is in one of them. */
const ownersOnly = 0o600;
const growthBeforeRewriteBytes = 1024 * 1024;

export interface JournalPorts<Entry> {
  /** Called for each entry that the file holds, in order, while it is opened. */
  replay: (entry: Entry) => void;
  /** The least entries that give the present state; what a rewritten file holds. */
  snapshot: () => Iterable<Entry>;
  /** Told how many bytes were cut from the end of a file that a crash left unfinished. */
  onCut?: (bytes: number) => void;
  /** Told of each entry; without it nothing is forced to the disk before the journal is closed. */
  flusher?: Flusher;
}

/**
 * State that outlives the process, as a file of what happened: a line an entry, each a checksum and JSON. An entry is
 * written (to the page cache) before `append` returns; a line that a crash left unfinished is cut at the next start. Once the file
 * has outgrown the state, it is written anew beside the old one and takes its name.
 */
export class Journal<Entry> implements Flushable {
  readonly #file: string;
  readonly #snapshot: () => Iterable<Entry>;
  readonly #flusher: Flusher | undefined;
  #flushed: FlushedFile;
  #sizeBytes: number;
  #sizeAfterRewriteBytes: number;

  constructor(file: string, ports: JournalPorts<Entry>) {
    this.#file = file;
    this.#snapshot = ports.snapshot;
    this.#flusher = ports.flusher;
    mkdirSync(path.dirname(file), { recursive: true });
    const soundBytes = existsSync(file) ? replayFile(file, ports) : 0;
    this.#flushed = this.#open();
    ftruncateSync(this.#flushed.descriptor, soundBytes);
    this.#sizeBytes = soundBytes;
    this.#sizeAfterRewriteBytes = soundBytes;
    if (soundBytes === 0) this.#write(lineOf({ format }));
  }

  /** All entries, or none where the disk is full. */
  append(...entries: Entry[]): void {
    // Before they are written: who appends takes them over afterwards, so no snapshot has them yet.
    if (this.#sizeBytes > 2 * this.#sizeAfterRewriteBytes + growthBeforeRewriteBytes) this.#rewrite();
    this.#write(entries.map(lineOf).join(''));
  }

  /** The same, and they are on the disk when it returns, whatever the policy. @throws Fault `storage-failed` */
  appendDurably(...entries: Entry[]): void {
    this.append(...entries);
    this.#flushed.flushNow();
  }

  flush(): Promise<void> {
    return this.#flushed.flush();
  }

  close(): void {
    try {
      this.#flushed.flushNow();
    } catch (error) {
      this.#flusher?.failed(error);
    }
    this.#flushed.close();
  }

  #open(): FlushedFile {
    // Not for appending, which on Windows allows no cutting.
    const descriptor = openSync(this.#file, constants.O_RDWR | constants.O_CREAT, ownersOnly);
    return new FlushedFile(this.#file, descriptor, [path.dirname(this.#file)]);
  }

  #write(text: string): void {
    this.#flushed.requireSound();
    const { descriptor } = this.#flushed;
    const bytes = Buffer.from(text);
    try {
      writeWhole(descriptor, bytes, this.#sizeBytes);
    } catch (error) {
      ftruncateSync(descriptor, this.#sizeBytes);
      throw brokerFault('storage-failed', `cannot write to ${this.#file}`, error);
    }
    this.#sizeBytes += bytes.length;
    this.#flushed.written();
    this.#flusher?.written(this);
  }

  /** On a disk that is too full for it the old file goes on. */
  #rewrite(): void {
    const temporary = `${this.#file}.new`;
    const bytes = Buffer.from([{ format }, ...this.#snapshot()].map(lineOf).join(''));
    let isRewritten = false;
    try {
      const descriptor = openSync(temporary, 'w', ownersOnly);
      try {
        writeWhole(descriptor, bytes, 0);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      // Windows gives no file's name to another while it is open.
      this.#flushed.close();
      renameSync(temporary, this.#file);
      isRewritten = true;
    } catch {
      rmSync(temporary, { force: true });
    }
    if (isRewritten) this.#sizeBytes = bytes.length;
    this.#sizeAfterRewriteBytes = this.#sizeBytes;
    if (!this.#flushed.isClosed) return;
    this.#flushed = this.#open();
    this.#flushed.written();
  }
}

function lineOf(entry: unknown): string {
  const json = JSON.stringify(entry);
  return `${checksumOf(json)} ${json}\n`;
}

function checksumOf(json: string): string {
  return crc32c(Buffer.from(json)).toString(16).padStart(8, '0');
}

/** Replays the sound lines from the start and answers how many bytes they are. */
function replayFile<Entry>(file: string, ports: JournalPorts<Entry>): number {
  const bytes = readFileSync(file);
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    const line = bytes.toString('utf8', start, end);
    const json = line.slice(9);
    if (line.slice(0, 8) !== checksumOf(json)) break;
    // The checksum says that this very code wrote the line, so its shape is known.
    const entry: unknown = JSON.parse(json);
    if (start === 0) requireKnownFormat(file, entry);
    else ports.replay(entry as Entry);
    start = end + 1;
  }
  if (start < bytes.length) ports.onCut?.(bytes.length - start);
  return start;
}

function requireKnownFormat(file: string, header: unknown): void {
  const found = (header as { format?: unknown }).format;
  if (found === format) return;
  throw brokerFault('data-too-new', `${file} has format ${String(found)}; this version reads format ${format}`);
}
