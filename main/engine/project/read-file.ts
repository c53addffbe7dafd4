import { constants, type Dirent } from 'node:fs';
import { lstat, open, opendir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { FileCode } from './project.ts';

export type ReadText =
  { status: 'read'; text: string } | { status: 'missing' } | { status: 'refused'; diagnostic: Diagnostic<FileCode> };

export type FoundFile =
  /** `real` is absolute and without symbolic links. */
  | { status: 'found'; real: string; sizeBytes: number }
  | { status: 'missing' }
  | { status: 'refused'; diagnostic: Diagnostic<FileCode> };

/** An ordinary file of the project, inside `folder` (a real path) also when links are followed. */
export async function findProjectFile(folder: string, file: string): Promise<FoundFile> {
  try {
    const absolute = path.join(folder, file);
    const real = await realpath(absolute);
    if (!isInside(folder, real)) {
      return refuse(
        'file-leaves-folder',
        file,
        `${file} is a symbolic link that leads out of the project.`,
        'Copy the file into the project in place of the link.',
      );
    }
    const status = await stat(real);
    if (!status.isFile()) {
      return refuse(
        'file-not-regular',
        file,
        `${file} is not an ordinary file.`,
        `Put a file in the place of ${file}.`,
      );
    }
    return { status: 'found', real, sizeBytes: status.size };
  } catch (error) {
    const code = errorCode(error);
    const isMissing = code === 'ENOTDIR' || (code === 'ENOENT' && !(await isThere(path.join(folder, file))));
    return isMissing ? { status: 'missing' } : refuseUnreadable(file, code);
  }
}

/** Reads a file of the project as UTF-8, unless it is too large, no ordinary file, or stands outside `folder`. */
export async function readProjectFile(folder: string, file: string, maxBytes: number): Promise<ReadText> {
  const found = await findProjectFile(folder, file);
  if (found.status !== 'found') return found;
  if (found.sizeBytes > maxBytes) {
    return refuse(
      'file-too-large',
      file,
      `${file} has ${found.sizeBytes} bytes; more than ${maxBytes} are not read.`,
      'Move large data out of the project, or split the file.',
    );
  }
  try {
    // The file may have become something else meanwhile: a pipe would be waited for, a link followed.
    const handle = await open(
      found.real,
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0),
    );
    try {
      const bytes = Buffer.alloc(found.sizeBytes);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, bytesRead));
      return { status: 'read', text };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') return refuseUnreadable(file, code);
    return refuse('file-not-utf8', file, `${file} is not UTF-8 text.`, 'Save it as UTF-8 in an editor.');
  }
}

function refuse(
  code: FileCode,
  file: string,
  message: string,
  remedy: string,
): Extract<FoundFile, { status: 'refused' }> {
  return { status: 'refused', diagnostic: { code, severity: 'error', message, place: { file }, remedy } };
}

function refuseUnreadable(file: string, code: string): Extract<FoundFile, { status: 'refused' }> {
  return refuse('file-unreadable', file, `${file} cannot be read: ${code}.`, 'Check the file and its permissions.');
}

export interface ListedFiles {
  /** Relative to the project, with forward slashes, sorted. */
  files: string[];
  diagnostics: Diagnostic<FileCode>[];
}

const maxListedFiles = 5000;
/** What is looked at to find them: folders, and all that stands in those. */
const maxFolders = 1000;
const maxEntries = 20_000;

/** Files under `directory` of the project whose names `wanted` takes; hidden folders and node_modules are left out. */
export async function listProjectFiles(
  folder: string,
  directory: string,
  wanted: (name: string) => boolean,
): Promise<ListedFiles> {
  const files: string[] = [];
  const diagnostics: Diagnostic<FileCode>[] = [];
  const pending = [directory];
  let folders = 0;
  let entriesLeft = maxEntries;
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const entries = await directoryEntries(folder, current, entriesLeft + 1, diagnostics);
    folders += 1;
    entriesLeft -= entries.length;
    for (const entry of entries) {
      const file = `${current}/${entry.name}`;
      if (entry.isDirectory()) {
        if (wanted(entry.name)) files.push(file);
        else if (!entry.name.startsWith('.') && entry.name !== 'node_modules') pending.push(file);
      } else if (wanted(entry.name)) files.push(file);
    }
    const isTooMuch = entriesLeft < 0 || (folders >= maxFolders && pending.length > 0);
    if (files.length > maxListedFiles || isTooMuch) {
      const most = isTooMuch ? `${maxFolders} folders or ${maxEntries} entries` : `${maxListedFiles} files`;
      diagnostics.push({
        code: 'too-many-files',
        severity: 'error',
        message: `${directory}/ holds more than ${most}; the rest is not read.`,
        place: { file: directory },
        remedy: 'Move what does not belong to the project out of that folder.',
      });
      break;
    }
  }
  return { files: files.slice(0, maxListedFiles).sort(), diagnostics };
}

/** At most so many of what stands there. */
async function directoryEntries(
  folder: string,
  directory: string,
  most: number,
  diagnostics: Diagnostic<FileCode>[],
): Promise<Dirent[]> {
  const refuseFolder = (code: FileCode, message: string, remedy: string) => {
    diagnostics.push({ code, severity: 'error', message, place: { file: directory }, remedy });
    return [];
  };
  try {
    const real = await realpath(path.join(folder, directory));
    if (!isInside(folder, real)) {
      return refuseFolder(
        'file-leaves-folder',
        `${directory}/ is a symbolic link that leads out of the project.`,
        'Copy the folder into the project in place of the link.',
      );
    }
    const entries: Dirent[] = [];
    for await (const entry of await opendir(real)) {
      entries.push(entry);
      if (entries.length >= most) break;
    }
    return entries;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') {
      return refuseFolder(
        'file-not-regular',
        `${directory} is a file where a folder belongs.`,
        `Make ${directory} a folder.`,
      );
    }
    return refuseFolder('file-unreadable', `${directory}/ cannot be read: ${code}.`, 'Check its permissions.');
  }
}

export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

async function isThere(absolute: string): Promise<boolean> {
  return lstat(absolute).then(
    () => true,
    () => false,
  );
}
