import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type WindowPlacement, windowPlacementSchema } from './placement.ts';

/** How the window that was used last was left, in a file of its own. A file that can't be read is as good as none. */
export class PlacementMemory {
  private readonly file: string;
  private current: WindowPlacement | undefined;
  private writing: Promise<void> = Promise.resolve();

  private constructor(file: string, current: WindowPlacement | undefined) {
    this.file = file;
    this.current = current;
  }

  static async open(file: string): Promise<PlacementMemory> {
    try {
      return new PlacementMemory(file, windowPlacementSchema.parse(JSON.parse(await readFile(file, 'utf8'))));
    } catch {
      return new PlacementMemory(file, undefined);
    }
  }

  get last(): WindowPlacement | undefined {
    return this.current;
  }

  remember(placement: WindowPlacement): void {
    this.current = placement;
    // A placement that can't be kept isn't worth a word to the person.
    this.writing = this.writing.then(() => this.write(placement)).catch(() => undefined);
  }

  /** Resolves when everything is on disk. */
  async flush(): Promise<void> {
    await this.writing;
  }

  private async write(placement: WindowPlacement): Promise<void> {
    const temporary = `${this.file}.${process.pid}.tmp`;
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeFile(temporary, JSON.stringify(placement));
    await rename(temporary, this.file);
  }
}
