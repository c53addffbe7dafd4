import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** A file that the page is made of. */
export interface PageFile {
  /** Absolute path. */
  readonly file: string;
  /** Content-Type. */
  readonly type: string;
  /** Its name carries a hash of its content, so that it may be kept for ever. */
  readonly immutable: boolean;
}

/** By the path of its address: `/assets/main-1a2b3c.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

export const indexPage = '/index.html';

/** Vite's folder for files with a hash in their names. */
const immutableFolder = '/assets/';

const typeOfExtension: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * What there is to serve: the files of the built page, listed once. An address is looked up here and never made into a
 * path, so that no address leads out of the folder. Links and files of unknown kinds are left out. `/` is the index.
 * @throws where the folder can't be read, or has no index
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = typeOfExtension[path.extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const address = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    files.set(address, { file, type, immutable: address.startsWith(immutableFolder) });
  }
  const index = files.get(indexPage);
  if (!index) throw new Error(`${folder} has no index.html.`);
  files.set('/', index);
  return files;
}
