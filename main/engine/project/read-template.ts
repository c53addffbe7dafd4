import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { currentFormat } from '../../../shared/graph/index.ts';
import type { NewProject } from './create.ts';
import { loadProject } from './load.ts';
import { graphFile, layoutFile, typesFile } from './project.ts';
import { emptyTemplate } from './templates.ts';

/** Files that a new project gets made for it. */
const made = new Set([graphFile, layoutFile, typesFile]);

/**
 * What a project of this template starts with, under a name of its own or the template's. `template` is one of the names that
 * there are.
 */
export async function readTemplate(templatesFolder: string, template: string, name?: string): Promise<NewProject> {
  if (template === emptyTemplate) {
    const own = name ?? emptyTemplate;
    return { graph: { format: currentFormat, name: own, settings: {}, services: [], nodes: [], edges: [] } };
  }
  const folder = path.join(templatesFolder, template);
  const load = await loadProject(folder);
  if (!load.ok) throw new Error(`The template ${template} is damaged: ${load.diagnostics[0]?.message ?? ''}`);
  const { graph, layout } = load.project;
  return { graph: name === undefined ? graph : { ...graph, name }, layout, files: await readFiles(folder) };
}

async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const absolute = path.join(entry.parentPath, entry.name);
    const file = path.relative(folder, absolute).replaceAll(path.sep, '/');
    const isHidden = file.split('/').some((name) => name.startsWith('.') || name === 'node_modules');
    if (!isHidden && !made.has(file)) files.set(file, await readFile(absolute, 'utf8'));
  }
  return files;
}
