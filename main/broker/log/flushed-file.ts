import { closeSync, existsSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { brokerFault } from '../broker-fault.ts';

const fdatasyncLater = promisify(fdatasync);

/**
 * An open file that is forced to the disk in the background. It owns its descriptor, and closes it only when no fsync uses
 * it. Once an fsync has failed nobody knows what is on the disk, and a later one may succeed for nothing (Linux drops the pages):
 * from then on every flush fails, until the file is opened again and read.
 */
export class FlushedFile {
  readonly file: string;
  readonly descriptor: number;
  #newIn: readonly string[];
  #isWritten = false;
  #flushing: Promise<void> | undefined;
  #isClosed = false;
  #failure: Error | undefined;

  /** `newIn`: folders with names in them, the file's own or another folder's, that may not be on the disk yet. */
  constructor(file: string, descriptor: number, newIn: readonly string[] = []) {
    this.file = file;
    this.descriptor = descriptor;
    this.#newIn = newIn;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Must be called with each write. */
  written(): void {
    this.#isWritten = true;
  }

  /** @throws Fault `storage-failed` once an fsync has failed */
  requireSound(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Rejects with the fault `storage-failed`. */
  async flush(): Promise<void> {
    this.requireSound();
    await this.#flushing;
    if (!this.#isWritten || this.#isClosed) return;
    this.#isWritten = false;
    this.#flushing = this.#flushLater().catch((error: unknown) => {
      // What was deleted meanwhile need not be on the disk.
      if (existsSync(this.file)) this.#fail(error);
    });
    try {
      await this.#flushing;
    } finally {
      this.#flushing = undefined;
      if (this.#isClosed) closeSync(this.descriptor);
    }
  }

  /** @throws Fault `storage-failed` */
  flushNow(): void {
    this.requireSound();
    // A flush that is under way may still fail.
    if (this.#isClosed || (!this.#isWritten && !this.#flushing)) return;
    try {
      fdatasyncSync(this.descriptor);
      this.#syncFolders();
    } catch (error) {
      this.#fail(error);
    }
    this.#isWritten = false;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#flushing) closeSync(this.descriptor);
  }

  async #flushLater(): Promise<void> {
    await fdatasyncLater(this.descriptor);
    this.#syncFolders();
  }

  #syncFolders(): void {
    for (const folder of this.#newIn) syncFolder(folder);
    this.#newIn = [];
  }

  #fail(error: unknown): never {
    this.#failure = brokerFault('storage-failed', `cannot force ${this.file} to the disk`, error);
    throw this.#failure;
  }
}

/** Forces the names in a folder to the disk; Windows has no such thing and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
