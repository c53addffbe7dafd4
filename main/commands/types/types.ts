import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { generateHandlerTypes } from '../../../shared/graph/index.ts';
import { loadProject, type LoadedProject, typesFile, writeHandlerTypes } from '../../engine/index.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { diagnosticSentences } from '../terminal/diagnostic-text.ts';

/** `topicraft types`: writes what editors and tsc read of a project, or checks that it stands there. */
export const typesCommand: Command = async ({ arguments: [given = ''], options, frontDoor, output }) => {
  const load = await loadProject(path.resolve(frontDoor.currentFolder, given));
  if (!load.ok) {
    output.complain(`topicraft: ${diagnosticSentences(load.diagnostics)}`);
    return exitCode.failed;
  }
  if (options['check'] === true) {
    if (await upToDate(load.project)) return exitCode.ok;
    output.complain(`topicraft: ${typesFile} is out of date. Write it with: topicraft types ${given}`);
    return exitCode.failed;
  }
  const problems = await writeHandlerTypes(load.project);
  if (problems.length === 0) return exitCode.ok;
  output.complain(`topicraft: ${diagnosticSentences(problems)}`);
  return exitCode.failed;
};

async function upToDate({ folder, graph, schemas }: LoadedProject): Promise<boolean> {
  const found = await readFile(path.join(folder, typesFile), 'utf8').catch(() => undefined);
  return found === generateHandlerTypes(graph, schemas);
}
