import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { currentFormat } from '../../../shared/graph/index.ts';
import { graphFile, layoutFile, loadProject, type NewProject, typesFile } from '../../engine/index.ts';
import { emptyTemplate } from './templates.ts';

/** Files that a new project gets made for it. */
const made = new Set([graphFile, layoutFile, typesFile]);

/** What a project of this template starts with, under a name of its own. */
export async function readTemplate(templatesFolder: string, template: string, name: string): Promise<NewProject> {
  if (template === emptyTemplate) {
    return { graph: { format: currentFormat, name, settings: {}, services: [], nodes: [], edges: [] } };
  }
  const folder = path.join(templatesFolder, template);
  const load = await loadProject(folder);
  if (!load.ok) throw new Error(`The template ${template} is damaged: ${load.diagnostics[0]?.message ?? ''}`);
  const { graph, layout } = load.project;
  return { graph: { ...graph, name }, layout, files: await readFiles(folder) };
}

async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const absolute = path.join(entry.parentPath, entry.name);
    const file = path.relative(folder, absolute).replaceAll(path.sep, '/');
    if (!made.has(file)) files.set(file, await readFile(absolute, 'utf8'));
  }
  return files;
}
