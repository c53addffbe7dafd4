import { readdir } from 'node:fs/promises';

/** A project without nodes; it is made by the program and stands in no folder. */
export const emptyTemplate = 'empty';

/** Names of the templates, the empty one last. */
export async function templateNames(templatesFolder: string): Promise<string[]> {
  const entries = await readdir(templatesFolder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return [...folders.sort(), emptyTemplate];
}
