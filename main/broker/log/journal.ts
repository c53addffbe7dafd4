import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { crc32c } from '../../wire/index.ts';
import { brokerFault } from '../broker-fault.ts';

const format = 1;
const growthBeforeRewriteBytes = 1024 * 1024;

export interface JournalPorts<Entry> {
  /** Called for each entry that the file holds, in order, while it is opened. */
  replay: (entry: Entry) => void;
  /** The least entries that give the present state; what a rewritten file holds. */
  snapshot: () => Iterable<Entry>;
  /** Told how many bytes were cut from the end of a file that a crash left unfinished. */
  onCut?: (bytes: number) => void;
}

/**
 * State that outlives the process, as a file of what happened: a line an entry, each a checksum and JSON. An entry is
 * written (to the page cache) before `append` returns; a line that a crash left unfinished is cut at the next start. Once the file
 * has outgrown the state, it is written anew beside the old one and takes its name.
 */
export class Journal<Entry> {
  readonly #file: string;
  readonly #snapshot: () => Iterable<Entry>;
  #descriptor: number;
  #sizeBytes: number;
  #sizeAfterRewriteBytes: number;

  constructor(file: string, ports: JournalPorts<Entry>) {
    this.#file = file;
    this.#snapshot = ports.snapshot;
    mkdirSync(path.dirname(file), { recursive: true });
    const soundBytes = existsSync(file) ? replayFile(file, ports) : 0;
    this.#descriptor = openSync(file, 'a');
    ftruncateSync(this.#descriptor, soundBytes);
    this.#sizeBytes = soundBytes;
    this.#sizeAfterRewriteBytes = soundBytes;
    if (soundBytes === 0) this.#write(lineOf({ format }));
  }

  /** All entries, or none where the disk is full. */
  append(...entries: Entry[]): void {
    this.#write(entries.map(lineOf).join(''));
    if (this.#sizeBytes > 2 * this.#sizeAfterRewriteBytes + growthBeforeRewriteBytes) this.#rewrite();
  }

  close(): void {
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#sizeBytes);
      throw brokerFault('storage-failed', `cannot write to ${this.#file}`, error);
    }
    this.#sizeBytes += bytes.length;
  }

  #rewrite(): void {
    const temporary = `${this.#file}.new`;
    const descriptor = openSync(temporary, 'w');
    const bytes = Buffer.from([{ format }, ...this.#snapshot()].map(lineOf).join(''));
    let written = 0;
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(temporary, this.#file);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.#file, 'a');
    this.#sizeBytes = bytes.length;
    this.#sizeAfterRewriteBytes = bytes.length;
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
