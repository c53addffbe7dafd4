import { access, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { errorCode, graphFile } from '../project/index.ts';

/** A folder with more is no place to look for a project in. */
const mostEntries = 2000;

export interface FolderListing {
  /** Absolute, without symbolic links. */
  folder: string;
  /** Absent for a root. */
  parent?: string;
  entries: { name: string; project: boolean }[];
}

/** The folders in a folder (by default the person's own), by name; hidden ones are left out. Links to folders are folders. */
export async function listFolder(
  folder = homedir(),
): Promise<{ ok: true; listing: FolderListing } | { ok: false; message: string }> {
  try {
    const real = await realpath(path.resolve(folder));
    const entries = await readdir(real, { withFileTypes: true });
    const shown = entries.filter(
      (entry) =>
        (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.') && entry.name !== 'node_modules',
    );
    const names = shown.map(({ name }) => name).toSorted((left, right) => left.localeCompare(right));
    const folders = await Promise.all(names.slice(0, mostEntries).map((name) => describe(real, name)));
    const parent = path.dirname(real);
    const listing = { folder: real, entries: folders.filter((entry) => entry !== undefined) };
    return { ok: true, listing: parent === real ? listing : { ...listing, parent } };
  } catch (error) {
    return { ok: false, message: `The folder ${folder} cannot be read: ${errorCode(error)}.` };
  }
}

async function describe(parent: string, name: string): Promise<FolderListing['entries'][number] | undefined> {
  const isFolder = await stat(path.join(parent, name)).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (!isFolder) return undefined;
  const project = await access(path.join(parent, name, graphFile)).then(
    () => true,
    () => false,
  );
  return { name, project };
}
