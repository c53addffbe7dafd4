import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const largestBytes = 1024 * 1024;

/**
 * What went wrong in the app, in words, for somebody who helps: `topicraft.log` in a folder of the person's own, and the one before it
 * as `topicraft.old.log`. Written at once, since what matters most is what comes before an end. Neither events nor what handlers log
 * stand here, and never a secret.
 */
export class LogFile {
  readonly folder: string;
  private readonly file: string;
  private readonly largest: number;
  private isBroken = false;

  constructor(folder: string, largest = largestBytes) {
    this.folder = folder;
    this.file = path.join(folder, 'topicraft.log');
    this.largest = largest;
  }

  /** One line, with the time; a text of several lines is indented. A log that can't be written ends nothing. */
  write(source: string, text: string): void {
    if (this.isBroken) return;
    const words = text.trimEnd().replaceAll('\n', '\n    ');
    try {
      mkdirSync(this.folder, { recursive: true });
      this.makeRoom();
      appendFileSync(this.file, `${new Date().toISOString()} ${source}: ${words}\n`, { mode: 0o600 });
    } catch (error) {
      this.isBroken = true;
      process.stderr.write(`No log can be written to ${this.file}: ${String(error)}\n`);
    }
  }

  private makeRoom(): void {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > this.largest) renameSync(this.file, path.join(this.folder, 'topicraft.old.log'));
  }
}
