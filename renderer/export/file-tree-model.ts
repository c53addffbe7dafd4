import type { ExportedFile } from '../../shared/contract/index.ts';

export interface TreeFolder {
  readonly type: 'folder';
  /** Also of what it is the only content of: a folder with nothing but one folder in it stands as one row. */
  readonly path: string;
  readonly name: string;
  readonly entries: readonly TreeEntry[];
}

export interface TreeFile {
  readonly type: 'file';
  readonly path: string;
  readonly name: string;
  readonly file: ExportedFile;
}

export type TreeEntry = TreeFolder | TreeFile;

/** A row of the tree as it is shown. */
export interface TreeRow {
  readonly entry: TreeEntry;
  /** From 1 on. */
  readonly level: number;
  /** Among those in the same folder, from 1 on. */
  readonly position: number;
  readonly siblings: number;
}

/** Files by folder: folders first, each by name. */
export function treeOf(files: readonly ExportedFile[]): readonly TreeEntry[] {
  return entriesOf(
    files.map((file) => ({ file, parts: file.path.split('/') })),
    '',
  );
}

interface Placed {
  readonly file: ExportedFile;
  /** Of the path, below the folder that is looked at. */
  readonly parts: readonly string[];
}

function entriesOf(placed: readonly Placed[], prefix: string): TreeEntry[] {
  const folders = new Map<string, Placed[]>();
  const files: TreeFile[] = [];
  for (const { file, parts } of placed) {
    const [name = '', ...rest] = parts;
    if (rest.length === 0) {
      files.push({ type: 'file', path: file.path, name, file });
      continue;
    }
    const inside = folders.get(name);
    if (inside) inside.push({ file, parts: rest });
    else folders.set(name, [{ file, parts: rest }]);
  }
  const all = [...folders].map(([name, inside]) => folderOf(name, `${prefix}${name}`, inside));
  return [...all.sort(inOrder), ...files.sort(inOrder)];
}

function inOrder(left: TreeEntry, right: TreeEntry): number {
  return left.name.localeCompare(right.name);
}

function folderOf(name: string, path: string, inside: readonly Placed[]): TreeFolder {
  const entries = entriesOf(inside, `${path}/`);
  const [only] = entries;
  if (entries.length === 1 && only?.type === 'folder') return { ...only, name: `${name}/${only.name}` };
  return { type: 'folder', path, name, entries };
}

/** The rows that are in sight, those in folded folders left out. */
export function rowsOf(tree: readonly TreeEntry[], folded: ReadonlySet<string>, level = 1): TreeRow[] {
  return tree.flatMap((entry, index): TreeRow[] => {
    const row = { entry, level, position: index + 1, siblings: tree.length };
    if (entry.type === 'file' || folded.has(entry.path)) return [row];
    return [row, ...rowsOf(entry.entries, folded, level + 1)];
  });
}

export function filesIn(entry: TreeEntry): readonly ExportedFile[] {
  return entry.type === 'file' ? [entry.file] : entry.entries.flatMap(filesIn);
}

/** The row that an arrow key leads to, and what it does with a folder on the way, as in any tree. */
export function stepIn(
  rows: readonly TreeRow[],
  at: number,
  key: string,
  folded: ReadonlySet<string>,
): { readonly row?: number; readonly fold?: string; readonly unfold?: string } {
  const row = rows[at];
  if (!row) return {};
  const { entry, level } = row;
  switch (key) {
    case 'ArrowDown':
      return { row: Math.min(rows.length - 1, at + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, at - 1) };
    case 'Home':
      return { row: 0 };
    case 'End':
      return { row: rows.length - 1 };
    case 'ArrowRight':
      if (entry.type === 'file') return {};
      return folded.has(entry.path) ? { unfold: entry.path } : { row: at + 1 };
    case 'ArrowLeft': {
      if (entry.type === 'folder' && !folded.has(entry.path)) return { fold: entry.path };
      const above = rows.slice(0, at).findLastIndex((candidate) => candidate.level < level);
      return above < 0 ? {} : { row: above };
    }
    default:
      return {};
  }
}
