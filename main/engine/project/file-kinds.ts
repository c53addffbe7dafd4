import { problemOfProjectPath } from '../../../shared/graph/index.ts';

const mebibyte = 1024 * 1024;
/** As many nodes and edges as there may be take less; and to read it takes no longer than a person waits. */
export const maxDocumentBytes = 16 * mebibyte;
export const maxHandlerBytes = 2 * mebibyte;
export const maxJsonBytes = 16 * mebibyte;
/** Of handlers, schemas and tests together: what a window is sent as one message, and holds. */
export const maxTotalBytes = 32 * mebibyte;

export const isCode = (name: string): boolean => /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name);
export const isJson = (name: string): boolean => name.endsWith('.json');

/** Kinds of files that a project holds as texts, with what one may have at most. */
export type TextFileKind = 'handlers' | 'schemas' | 'tests' | 'package.json';

/** What kind of file stands at a path, by where loading looks for it; undefined for one that loading would never find. */
export function textFileKind(file: string): TextFileKind | undefined {
  if (problemOfProjectPath(file) !== undefined) return undefined;
  if (file === 'package.json') return 'package.json';
  const [directory = '', ...rest] = file.split('/');
  const folders = rest.slice(0, -1);
  const name = rest.at(-1) ?? '';
  if (folders.some((folder) => folder.startsWith('.') || folder === 'node_modules')) return undefined;
  if (directory === 'handlers') return isCode(name) ? 'handlers' : undefined;
  if (directory === 'schemas' || directory === 'tests') return isJson(name) ? directory : undefined;
  return undefined;
}

export function maxBytesOf(kind: TextFileKind): number {
  return kind === 'handlers' ? maxHandlerBytes : maxJsonBytes;
}
