import { execFile } from 'node:child_process';
import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeGraph } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../support/graph-builder.ts';
import { writeProject } from '../../support/project-folder.ts';

/** Where a project's traps would lead. */
export interface Surroundings {
  /** The project's folder; it holds a benign project before the trap is set. */
  readonly folder: string;
  /** A folder beside all projects, with `secret.ts`, `secret.json` and `kept.txt` in it. */
  readonly outside: string;
  /** A server of the test that notes who asks it. */
  readonly address: string;
}

export interface HostileProject {
  readonly name: string;
  /** Sets the trap in a benign project. */
  readonly set: (surroundings: Surroundings) => Promise<void>;
}

export const benignGraph = graphOf(
  [producer('shop'), topic('orders', { schema: 'schemas/order.json' }), consumer('billing')],
  ['shop > orders > billing'],
);

export const benignFiles: Readonly<Record<string, string>> = {
  'topicraft.json': writeGraph(benignGraph),
  'topicraft.layout.json': '{ "format": 1, "nodes": { "shop": { "x": 0, "y": 0 } }, "services": {} }\n',
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'shop'>(async (tick, { emit }) => {
  await emit('orders', { value: { order: tick.index } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer<'billing'>((event, { log }) => log.info(String(event.value.order)));
`,
  'schemas/order.json': '{ "type": "object", "properties": { "order": { "type": "integer" } } }\n',
  'tests/one.json': '{ "node": "billing" }\n',
  'package.json': '{ "private": true, "type": "module", "dependencies": { "left-pad": "1.3.0" } }\n',
};

/** JSON of the benign graph in which whatever stands at these places was put in the place of what stood there. */
export function graphWith(change: (graph: ChangeableGraph) => void): string {
  const graph = JSON.parse(benignFiles['topicraft.json'] ?? '') as ChangeableGraph;
  change(graph);
  return JSON.stringify(graph);
}

/** As hostile hands write it: any key, any value. */
export interface ChangeableGraph {
  [key: string]: unknown;
  nodes: Record<string, unknown>[];
  edges: Record<string, unknown>[];
  services: Record<string, unknown>[];
}

export function nodeNamed(graph: ChangeableGraph, name: string): Record<string, unknown> {
  const node = graph.nodes.find((candidate) => candidate['name'] === name);
  if (!node) throw new Error(`the benign graph has no ${name}`);
  return node;
}

/** A project whose trap is in its texts. */
export function withFiles(name: string, files: Record<string, string | Uint8Array>): HostileProject {
  return { name, set: ({ folder }) => writeProject(folder, files) };
}

export function withGraph(name: string, change: (graph: ChangeableGraph) => void): HostileProject {
  return withFiles(name, { 'topicraft.json': graphWith(change) });
}

/** Puts a symbolic link in the place of a file or folder. */
export async function link(folder: string, file: string, target: string): Promise<void> {
  const place = path.join(folder, file);
  await promisify(execFile)('rm', ['-rf', place]);
  await mkdir(path.dirname(place), { recursive: true });
  await symlink(target, place);
}

/** Puts a named pipe, which nobody writes to, in the place of a file. */
export async function pipe(folder: string, file: string): Promise<void> {
  const place = path.join(folder, file);
  await mkdir(path.dirname(place), { recursive: true });
  await promisify(execFile)('rm', ['-rf', place]);
  await promisify(execFile)('mkfifo', [place]);
}

/** Puts a file that claims so many bytes, and holds none, in the place of a file. */
export async function sparse(folder: string, file: string, sizeBytes: number): Promise<void> {
  const place = path.join(folder, file);
  await mkdir(path.dirname(place), { recursive: true });
  const handle = await open(place, 'w');
  await handle.truncate(sizeBytes);
  await handle.close();
}

export async function writeSurroundings(outside: string): Promise<void> {
  await mkdir(outside, { recursive: true });
  await writeFile(path.join(outside, 'secret.ts'), 'export const secret = 1;\n');
  await writeFile(path.join(outside, 'secret.json'), '{ "secret": true }\n');
  await writeFile(path.join(outside, 'kept.txt'), 'kept\n');
}
