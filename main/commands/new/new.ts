import path from 'node:path';
import { createProject, emptyTemplate, readTemplate, templateNames } from '../../engine/index.ts';
import type { Command } from '../command.ts';
import { closest } from '../command-line/closest.ts';
import { UsageError } from '../command-line/parse.ts';
import { exitCode } from '../exit-code.ts';
import { diagnosticSentences } from '../terminal/diagnostic-text.ts';

const longestName = 200;

/** `topicraft new`: a project of a template, named after its folder, in a folder that holds nothing yet. */
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
  const name = path.basename(folder).slice(0, longestName) || 'project';
  const created = await createProject(folder, await readTemplate(templatesFolder, template, name));
  if (!created.ok) {
    output.complain(`topicraft: ${diagnosticSentences(created.diagnostics)}`);
    return exitCode.failed;
  }
  output.write(`${given} is ready. Run it with: topicraft run ${given}\n`);
  return exitCode.ok;
};
