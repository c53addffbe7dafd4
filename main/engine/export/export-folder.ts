import { mkdir, realpath } from 'node:fs/promises';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { baseFile, type ExportChange, type FormerExport, manifestFile, writeFormerExport } from '../../export/index.ts';
import { errorCode, readProjectFile } from '../project/read-file.ts';
import type { FileCode } from '../project/project.ts';
import { writeFiles } from '../project/write-files.ts';

/** Longest file of an export that is read. */
const maxBytes = 64 * 1024 * 1024;

export interface FolderTexts {
  readonly texts: ReadonlyMap<string, string>;
  /** What is there and can't be read as text. */
  readonly diagnostics: readonly Diagnostic<FileCode>[];
}

/** What lies at these paths of a folder, which need not exist. */
export async function readFolder(folder: string, paths: Iterable<string>): Promise<FolderTexts> {
  const texts = new Map<string, string>();
  const diagnostics: Diagnostic<FileCode>[] = [];
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return { texts, diagnostics };
  for (const path of paths) {
    const read = await readProjectFile(root, path, maxBytes);
    if (read.status === 'read') texts.set(path, read.text);
    if (read.status === 'refused') diagnostics.push(read.diagnostic);
  }
  return { texts, diagnostics };
}

/**
 * Writes all the changes and what is to be remembered of them, or nothing. Makes the folder where there is none. Rejects with
 * a Fault `write-failed` or `leaves-folder`.
 */
export async function writeFolder(
  folder: string,
  changes: readonly ExportChange[],
  former: FormerExport,
  before: { readonly manifest?: string | undefined; readonly base?: string | undefined },
): Promise<void> {
  const { manifest, base } = writeFormerExport(former);
  const own = [
    { path: baseFile, after: base, ...(before.base !== undefined && { before: before.base }) },
    { path: manifestFile, after: manifest, ...(before.manifest !== undefined && { before: before.manifest }) },
  ].filter((change) => change.after !== change.before);
  const all = [...changes, ...own].map(({ path, ...texts }) => ({ file: path, ...texts }));
  if (all.length === 0) return;
  await writeFiles(await madeFolder(folder), all);
}

async function madeFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return await realpath(folder);
  } catch (error) {
    throw new Fault('write-failed', `The folder ${folder} could not be made: ${errorCode(error)}`, error);
  }
}
