import { randomUUID } from 'node:crypto';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../../shared/lib/index.ts';
import { errorCode, isInside } from './read-file.ts';

export interface FileChange {
  /** Relative to the project, with forward slashes. */
  file: string;
  /** Absent: there is no such file. */
  before?: string;
  /** Absent: the file is removed. */
  after?: string;
}

export type WriteFault = Fault<'leaves-folder' | 'write-failed'>;

interface StagedChange {
  target: string;
  change: FileChange;
  temporary?: string;
}

/**
 * Makes all the changes or none, as far as a file system can: every new text is first written in full and synced beside
 * its target, then the renames follow one another; where one fails, those before it are taken back. A reader sees either
 * the old or the new text of a file, never a part of one.
 *
 * @throws {WriteFault} and leaves the files as they were
 */
export async function writeFiles(folder: string, changes: readonly FileChange[]): Promise<void> {
  const staged: StagedChange[] = [];
  const done: StagedChange[] = [];
  try {
    for (const change of changes) staged.push(await stage(folder, change));
    for (const item of staged) {
      if (item.temporary === undefined) await rm(item.target, { force: true });
      else await rename(item.temporary, item.target);
      done.push(item);
    }
    for (const directory of new Set(staged.map(({ target }) => path.dirname(target)))) await syncDirectory(directory);
  } catch (error) {
    for (const item of done.toReversed()) await undo(item);
    throw error instanceof Fault
      ? error
      : new Fault('write-failed', `The project could not be written: ${errorCode(error)}`, error);
  } finally {
    for (const { temporary } of staged) if (temporary !== undefined) await rm(temporary, { force: true });
  }
}

async function stage(folder: string, change: FileChange): Promise<StagedChange> {
  const target = await realTarget(folder, change.file);
  if (change.after === undefined) return { target, change };
  const temporary = await writeBeside(target, change.after);
  return { target, change, temporary };
}

/** Where a path of the project truly stands. Folders on the way are made; a link that leads out is refused. */
async function realTarget(folder: string, file: string): Promise<string> {
  const absolute = path.join(folder, file);
  const directory = path.dirname(absolute);
  if (!isInside(folder, absolute)) throw new Fault('leaves-folder', `${file} leads out of the project`);
  // The deepest part that exists decides: a folder made behind a link would stand outside as well.
  const existing = await deepestReal(directory);
  if (existing !== folder && !isInside(folder, existing)) {
    throw new Fault('leaves-folder', `${file} leads out of the project`);
  }
  await mkdir(directory, { recursive: true });
  const real = await realpath(absolute).catch(() => path.join(directory, path.basename(absolute)));
  if (!isInside(folder, real)) throw new Fault('leaves-folder', `${file} leads out of the project`);
  return real;
}

async function deepestReal(directory: string): Promise<string> {
  for (let current = directory; ; current = path.dirname(current)) {
    const real = await realpath(current).catch(() => undefined);
    if (real !== undefined) return real;
  }
}

async function writeBeside(target: string, text: string): Promise<string> {
  const temporary = `${target}.${randomUUID()}.tmp`;
  const mode = await stat(target).then(
    (status) => status.mode & 0o777,
    () => 0o666,
  );
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return temporary;
}

async function undo({ target, change }: StagedChange): Promise<void> {
  if (change.before === undefined) await rm(target, { force: true });
  else await rename(await writeBeside(target, change.before), target);
}

/** A rename lasts only once its folder is synced; Windows has no such call and needs none. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
