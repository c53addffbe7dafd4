import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Everything that is in a project's folder, by path. */
export async function readProject(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.sort().map(async (file) => [path.relative(folder, file), await readFile(file, 'utf8')] as const),
  );
  return Object.fromEntries(texts);
}

interface DrawnGraph {
  readonly nodes: readonly { id: string; kind: string; name: string; instances?: number; partitions?: number }[];
  readonly edges: readonly { source: string; target: string }[];
}

/** What a saved graph says, without ids: each node and each wire as a line. */
export function graphLines(topicraftJson: string): string[] {
  const { nodes, edges } = JSON.parse(topicraftJson) as DrawnGraph;
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return [
    ...nodes.map(({ kind, name, instances, partitions }) => `${kind} ${name} ${instances ?? partitions ?? ''}`.trim()),
    ...edges.map(({ source, target }) => `${names.get(source)} > ${names.get(target)}`),
  ].sort();
}

export const basicKafkaLines = [
  'consumer alarm 1',
  'consumer recorder 3',
  'producer thermometers',
  'temperatures > alarm',
  'temperatures > recorder',
  'thermometers > temperatures',
  'topic temperatures 3',
];
