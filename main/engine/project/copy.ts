import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../../shared/lib/index.ts';
import { textFileKind } from './file-kinds.ts';
import { graphFile, layoutFile, typesFile } from './project.ts';
import { errorCode, isInside } from './read-file.ts';

const written = new Set([graphFile, layoutFile, typesFile]);

/**
 * Copies what stands in a project's folder and is not the document's: notes, data to replay, configuration of editors. Hidden files,
 * node_modules and symbolic links stay behind, and nothing that is there already is written over.
 *
 * @throws {Fault<'copy-failed'>}
 */
export async function copyOtherFiles(from: string, to: string): Promise<void> {
  const pending = [''];
  try {
    for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
      for (const entry of await readdir(path.join(from, directory), { withFileTypes: true })) {
        if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
        const file = directory === '' ? entry.name : `${directory}/${entry.name}`;
        const source = path.join(from, file);
        if (entry.isDirectory()) {
          if (source !== to && !isInside(source, to)) pending.push(file);
        } else if (entry.isFile() && !written.has(file) && textFileKind(file) === undefined) {
          await copyNew(source, path.join(to, file));
        }
      }
    }
  } catch (error) {
    throw new Fault('copy-failed', `Not all files could be copied: ${errorCode(error)}.`, error);
  }
}

async function copyNew(source: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(source, target, constants.COPYFILE_EXCL).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}
