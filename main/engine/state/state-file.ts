import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { Fault } from '../../../shared/lib/index.ts';

export type StateFault = Fault<'state-unreadable' | 'state-unwritable'>;

/**
 * A JSON file of the engine's own, for the owner's eyes only. Written whole and at once: a reader sees the old text or the new one,
 * and a crash leaves one of them. Reads and writes follow one another.
 */
export class StateFile<Content> {
  private readonly file: string;
  private readonly schema: z.ZodType<Content>;
  private queue: Promise<unknown> = Promise.resolve();

  /** `schema` makes the content of an empty object where there is no file yet. */
  constructor(folder: string, name: string, schema: z.ZodType<Content>) {
    this.file = path.join(folder, name);
    this.schema = schema;
  }

  /**
   * What the file says. One that can't be understood is set aside as `NAME.broken`, so that nothing in it is lost, and counts as
   * missing.
   *
   * @throws {StateFault} where it is there and can't be read
   */
  read(): Promise<Content> {
    return this.inTurn(() => this.readNow());
  }

  /** Reads, changes and writes, with nothing in between. @throws {StateFault} */
  change(change: (content: Content) => Content): Promise<Content> {
    return this.inTurn(async () => {
      const content = change(await this.readNow());
      await writeWhole(this.file, `${JSON.stringify(content, undefined, 2)}\n`);
      return content;
    });
  }

  private async readNow(): Promise<Content> {
    const text = await readIfThere(this.file);
    const parsed = this.schema.safeParse(text === undefined ? {} : parseJson(text));
    if (parsed.success) return parsed.data;
    await rename(this.file, `${this.file}.broken`).catch(() => undefined);
    return this.schema.parse({});
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}

/** Undefined where it is missing. @throws {StateFault} */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Fault('state-unreadable', `${path.basename(file)} in Topicraft’s own folder cannot be read.`, error);
  }
}

/** Makes the folder, writes beside the file, syncs, renames. Only the owner may read it. @throws {StateFault} */
export async function writeWhole(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'w', 0o600);
    try {
      // One that an earlier crash left behind keeps its mode.
      await chmod(temporary, 0o600);
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    const name = path.basename(file);
    throw new Fault('state-unwritable', `${name} in Topicraft’s own folder cannot be written.`, error);
  }
}

/** A rename lasts only once its folder is synced; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Undefined, which no schema of an object takes, where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
