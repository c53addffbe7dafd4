import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Fault } from '../../../shared/lib/index.ts';

/**
 * Whose a store is: one process at a time, since the two drivers lock files in different ways. A file beside it names the process;
 * one whose process is gone, or is this one, doesn't count.
 */
export class FileOwner {
  readonly #file: string;

  /** @throws {Fault} `in-use` where another process has it */
  constructor(database: string) {
    this.#file = `${database}.owner`;
    for (let tries = 0; ; tries += 1) {
      try {
        writeFileSync(this.#file, String(process.pid), { flag: 'wx', mode: 0o600 });
        return;
      } catch (error) {
        if (!isExisting(error) || tries > 0) throw error;
        const owner = Number(readFileSync(this.#file, 'utf8'));
        if (owner !== process.pid && isAlive(owner)) {
          throw new Fault('in-use', 'Another Topicraft has this project open and keeps its traces.');
        }
        rmSync(this.#file, { force: true });
      }
    }
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
