import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { parseGraph } from '../../../shared/graph/index.ts';
import { maxDocumentBytes } from './file-kinds.ts';
import { graphFile } from './project.ts';
import { readProjectFile } from './read-file.ts';

/** A project without nodes; it is made by the program and stands in no folder. */
export const emptyTemplate = 'empty';

/** Names of the templates, the empty one last. */
export async function templateNames(templatesFolder: string): Promise<string[]> {
  const entries = await readdir(templatesFolder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return [...folders.sort(), emptyTemplate];
}

/** The examples as they present themselves. One that can't be read is left out: it would not open either. */
export async function listExamples(folder: string): Promise<{ name: string; title: string; description: string }[]> {
  const root = await realpath(folder);
  const examples = [];
  for (const name of await templateNames(root)) {
    if (name === emptyTemplate) continue;
    const file = await readProjectFile(path.join(root, name), graphFile, maxDocumentBytes);
    const parsed = file.status === 'read' ? parseGraph(file.text) : undefined;
    if (!parsed?.ok) continue;
    const { name: title, description = '' } = parsed.document;
    examples.push({ name, title, description });
  }
  return examples;
}
