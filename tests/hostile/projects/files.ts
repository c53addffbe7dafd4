import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type HostileProject, nodeNamed, graphWith, pipe, sparse, withFiles } from './hostile-project.ts';

const gibibyte = 1024 ** 3;

const piped = (file: string): HostileProject => ({
  name: `${file} as a pipe that nobody writes to`,
  set: ({ folder }) => pipe(folder, file),
});

const huge = (file: string): HostileProject => ({
  name: `${file} of 100 GB`,
  set: ({ folder }) => sparse(folder, file, 100 * gibibyte),
});

/** Files that are no ordinary ones, that are too large, or that are too many. */
export const fileProjects: readonly HostileProject[] = [
  piped('topicraft.json'),
  piped('topicraft.layout.json'),
  piped('handlers/shop.ts'),
  piped('handlers/added.ts'),
  piped('schemas/order.json'),
  piped('package.json'),
  piped('.prettierrc'),
  piped('topicraft.d.ts'),
  piped('node_modules/left-pad/package.json'),
  {
    name: 'a device as a handler',
    set: async ({ folder }) => {
      await rm(path.join(folder, 'handlers/shop.ts'));
      await promisify(execFile)('mknod', [path.join(folder, 'handlers/shop.ts'), 'c', '1', '5']);
    },
  },
  {
    name: 'data to replay that is a pipe',
    set: async ({ folder }) => {
      await pipe(folder, 'data.jsonl');
      const trigger = { type: 'replay', file: 'data.jsonl', format: 'jsonl' };
      const text = graphWith((graph) => (nodeNamed(graph, 'shop')['trigger'] = trigger));
      await writeFile(path.join(folder, 'topicraft.json'), text);
    },
  },
  huge('topicraft.json'),
  huge('handlers/shop.ts'),
  huge('schemas/order.json'),
  huge('package-lock.json'),
  {
    name: 'folders in the place of files',
    set: async ({ folder }) => {
      for (const file of ['handlers/shop.ts', 'schemas/order.json', 'package.json', 'topicraft.d.ts']) {
        await rm(path.join(folder, file), { force: true });
        await mkdir(path.join(folder, file, 'inside.ts'), { recursive: true });
      }
    },
  },
  {
    name: 'folders 300 deep',
    set: async ({ folder }) => {
      const deepest = path.join(folder, 'handlers', ...Array.from({ length: 300 }, () => 'deeper'));
      await mkdir(deepest, { recursive: true });
      await writeFile(path.join(deepest, 'handler.ts'), 'export default 1;');
    },
  },
  {
    name: 'fifteen hundred folders',
    set: async ({ folder }) => {
      for (let index = 0; index < 1500; index += 1) await mkdir(path.join(folder, 'handlers', `folder-${index}`));
    },
  },
  withFiles(
    'more handlers than are read',
    Object.fromEntries(Array.from({ length: 5100 }, (_, index) => [`handlers/h${index}.ts`, 'export default 1;'])),
  ),
  withFiles(
    'handlers of 40 MB together, of characters that take most room when they are written',
    Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`handlers/large-${index}.ts`, Buffer.alloc(2 * 1024 * 1024, 1)]),
    ),
  ),
];
