import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExportedRuntime } from '../../main/export/index.ts';
import { folderWith } from './project-folder.ts';

/** What an export takes along, as little as it can be: for tests that look at everything else. */
export const smallRuntime: ExportedRuntime = {
  version: '0.1.0',
  files: { 'main/runtime/standalone/handlers.ts': 'export {};\n' },
  entries: { '.': 'main/runtime/standalone/handlers.ts' },
  dependencies: { kafkajs: '2.2.4' },
  tools: { typescript: '7.0.2' },
  licence: 'MIT',
};

/** The same as the file that an engine reads, gone when the test is. */
export async function smallRuntimeFile(): Promise<string> {
  const file = path.join(await folderWith({}), 'exported-runtime.json');
  await writeFile(file, JSON.stringify(smallRuntime));
  return file;
}
