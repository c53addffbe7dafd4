import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { graphFile, layoutFile, type LoadedProject, typesFile } from '../project/project.ts';
import { errorCode } from '../project/read-file.ts';
import { writeFiles } from '../project/write-files.ts';

/**
 * Writes a text that describes a project to a file (absolute), in whose place another may lie, but none of the project's own.
 *
 * @returns what is wrong; undefined once it is written
 */
export async function writeDocument(
  project: Pick<LoadedProject, 'folder' | 'texts'>,
  file: string,
  text: string,
): Promise<Diagnostic | undefined> {
  try {
    const folder = path.dirname(file);
    await mkdir(folder, { recursive: true });
    const real = await realpath(folder);
    if (isOwnFile(project, path.join(real, path.basename(file)))) {
      return refuse('export.file-of-project', `${file} is a file of the project itself.`, 'Name another file.');
    }
    await writeFiles(real, [{ file: path.basename(file), after: text }]);
    return undefined;
  } catch (error) {
    const reason = error instanceof Fault ? error.message : errorCode(error);
    return refuse(
      'file-unwritable',
      `${file} can’t be written: ${reason}.`,
      'Name a file in a folder that you may write to.',
    );
  }
}

function isOwnFile({ folder, texts }: Pick<LoadedProject, 'folder' | 'texts'>, file: string): boolean {
  const relative = path.relative(folder, file).split(path.sep).join('/');
  return texts.has(relative) || [graphFile, layoutFile, typesFile].includes(relative);
}

function refuse(code: string, message: string, remedy: string): Diagnostic {
  return { code, severity: 'error', message, place: {}, remedy };
}
