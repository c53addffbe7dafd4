import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { FileCode } from './project.ts';

export type ReadText =
  { status: 'read'; text: string } | { status: 'missing' } | { status: 'refused'; diagnostic: Diagnostic<FileCode> };

/** Reads a file of the project as UTF-8, unless it is too large, no ordinary file, or stands outside `folder`. */
export async function readProjectFile(folder: string, file: string, maxBytes: number): Promise<ReadText> {
  const refuse = (code: FileCode, message: string, remedy: string): ReadText => ({
    status: 'refused',
    diagnostic: { code, severity: 'error', message, place: { file }, remedy },
  });
  try {
    const absolute = path.join(folder, file);
    await lstat(absolute);
    const real = await realpath(absolute);
    if (!isInside(folder, real)) {
      return refuse(
        'file-leaves-folder',
        `${file} is a symbolic link that leads out of the project.`,
        'Copy the file into the project in place of the link.',
      );
    }
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
    try {
      const status = await handle.stat();
      if (!status.isFile()) {
        return refuse('file-not-regular', `${file} is not an ordinary file.`, `Put a file in the place of ${file}.`);
      }
      if (status.size > maxBytes) {
        return refuse(
          'file-too-large',
          `${file} has ${status.size} bytes; more than ${maxBytes} are not read.`,
          'Move large data out of the project, or split the file.',
        );
      }
      const bytes = Buffer.alloc(status.size);
      const { bytesRead } = await handle.read(bytes, 0, status.size, 0);
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, bytesRead));
      return { status: 'read', text };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && !(await isThere(path.join(folder, file)))) return { status: 'missing' };
    if (code === 'ENOTDIR') return { status: 'missing' };
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return refuse('file-not-utf8', `${file} is not UTF-8 text.`, 'Save it as UTF-8 in an editor.');
    }
    return refuse('file-unreadable', `${file} cannot be read: ${code}.`, 'Check the file and its permissions.');
  }
}

export interface ListedFiles {
  /** Relative to the project, with forward slashes, sorted. */
  files: string[];
  diagnostics: Diagnostic<FileCode>[];
}

const maxListedFiles = 5000;

/** Files under `directory` of the project whose names `wanted` takes; hidden folders and node_modules are left out. */
export async function listProjectFiles(
  folder: string,
  directory: string,
  wanted: (name: string) => boolean,
): Promise<ListedFiles> {
  const files: string[] = [];
  const diagnostics: Diagnostic<FileCode>[] = [];
  const pending = [directory];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const entries = await directoryEntries(folder, current, diagnostics);
    for (const entry of entries) {
      const file = `${current}/${entry.name}`;
      if (entry.isDirectory()) {
        if (wanted(entry.name)) files.push(file);
        else if (!entry.name.startsWith('.') && entry.name !== 'node_modules') pending.push(file);
      } else if (wanted(entry.name)) files.push(file);
    }
    if (files.length > maxListedFiles) {
      diagnostics.push({
        code: 'too-many-files',
        severity: 'error',
        message: `${directory}/ holds more than ${maxListedFiles} files; the rest is not read.`,
        place: { file: directory },
        remedy: 'Move what does not belong to the project out of that folder.',
      });
      break;
    }
  }
  return { files: files.slice(0, maxListedFiles).sort(), diagnostics };
}

async function directoryEntries(folder: string, directory: string, diagnostics: Diagnostic<FileCode>[]) {
  const refuse = (code: FileCode, message: string, remedy: string) => {
    diagnostics.push({ code, severity: 'error', message, place: { file: directory }, remedy });
    return [];
  };
  try {
    const real = await realpath(path.join(folder, directory));
    if (!isInside(folder, real)) {
      return refuse(
        'file-leaves-folder',
        `${directory}/ is a symbolic link that leads out of the project.`,
        'Copy the folder into the project in place of the link.',
      );
    }
    return await readdir(real, { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') {
      return refuse(
        'file-not-regular',
        `${directory} is a file where a folder belongs.`,
        `Make ${directory} a folder.`,
      );
    }
    return refuse('file-unreadable', `${directory}/ cannot be read: ${code}.`, 'Check its permissions.');
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
