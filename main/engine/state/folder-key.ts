import { createHash } from 'node:crypto';

/** The name that a project's folder (its real path) goes by among the app's own files: it tells the path to nobody. */
export function folderKey(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 32);
}
