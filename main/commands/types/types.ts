import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateHandlerTypes } from '../../../shared/graph/index.ts';
import { typesFile } from '../../engine/index.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { openProject } from '../project/open-project.ts';
import { diagnosticText } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';

/** `topicraft types`: writes what editors and tsc read of a project, or checks that it stands there. */
export const typesCommand: Command = async ({ arguments: [given = ''], options, frontDoor, output }) => {
  const { project, diagnostics } = await openProject(path.resolve(frontDoor.currentFolder, given));
  if (!project) {
    const paint = createPaint(output.colors.errors);
    for (const diagnostic of diagnostics) output.complain(diagnosticText(diagnostic, paint));
    return exitCode.failed;
  }
  const file = path.join(project.folder, typesFile);
  const text = generateHandlerTypes(project.graph, project.schemas);
  const upToDate = (await readFile(file, 'utf8').catch(() => undefined)) === text;
  if (options['check'] === true) {
    if (!upToDate) output.complain(`topicraft: ${typesFile} is out of date. Write it with: topicraft types ${given}`);
    return upToDate ? exitCode.ok : exitCode.failed;
  }
  if (!upToDate) await replaceFile(file, text);
  return exitCode.ok;
};

/** An editor that reads the file meanwhile sees the old text or the new one, and never half of it. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}
