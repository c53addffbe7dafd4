import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { currentFormat, type Graph, parseGraph, writeGraph } from '../../../shared/graph/index.ts';
import { graphFile } from '../../engine/index.ts';
import type { Command } from '../command.ts';
import { closest } from '../command-line/closest.ts';
import { UsageError } from '../command-line/parse.ts';
import { exitCode } from '../exit-code.ts';
import { emptyTemplate, templateNames } from './templates.ts';

/** `topicraft new`: a copy of a template in a folder that holds nothing yet. */
export const newCommand: Command = async ({ arguments: [given = ''], options, frontDoor, output }) => {
  const { templatesFolder, currentFolder } = frontDoor;
  const template = typeof options['template'] === 'string' ? options['template'] : emptyTemplate;
  const known = await templateNames(templatesFolder);
  if (!known.includes(template)) {
    const near = closest(template, known);
    const hint = near === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${near}?`;
    throw new UsageError(`${template} is no template. ${hint}`, 'new');
  }
  const folder = path.resolve(currentFolder, given);
  if (!(await holdsNothing(folder))) {
    output.complain(`topicraft: ${given} is not empty, and nothing in it is overwritten. Name another folder.`);
    return exitCode.failed;
  }
  await mkdir(folder, { recursive: true });
  if (template !== emptyTemplate) await cp(path.join(templatesFolder, template), folder, { recursive: true });
  await writeGraphFile(folder, template);
  output.write(`${given} is ready. Run it with: topicraft run ${given}\n`);
  return exitCode.ok;
};

/** Whether the folder doesn't exist or is empty; a file of that name is neither. */
async function holdsNothing(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** The project bears its folder's name, whatever the template was called. */
async function writeGraphFile(folder: string, template: string): Promise<void> {
  const file = path.join(folder, graphFile);
  const name = path.basename(folder).slice(0, 200) || 'project';
  await writeFile(file, writeGraph({ ...(await graphOf(file, template)), name }));
}

async function graphOf(file: string, template: string): Promise<Graph> {
  if (template === emptyTemplate) {
    return { format: currentFormat, name: emptyTemplate, settings: {}, services: [], nodes: [], edges: [] };
  }
  const parsed = parseGraph(await readFile(file, 'utf8'));
  if (!parsed.ok) throw new Error(`The template ${template} is damaged: its ${graphFile} can't be read.`);
  return parsed.document;
}
