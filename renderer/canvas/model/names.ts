import type { Graph } from '../../../shared/graph/index.ts';

const longestName = 249;

/** Names that no new node may have. Notes may be called like anything. */
export function takenNames(graph: Graph): Set<string> {
  return new Set(graph.nodes.filter((node) => node.kind !== 'note').map((node) => node.name.toLowerCase()));
}

export function takenServiceNames(graph: Graph): Set<string> {
  return new Set(graph.services.map((service) => service.name.toLowerCase()));
}

/** Groups of consumers: a renamed one keeps its group, and the next of the old name must not come to share it. */
export function takenGroups(graph: Graph): Set<string> {
  return new Set(graph.nodes.flatMap((node) => (node.kind === 'consumer' ? [node.group.toLowerCase()] : [])));
}

/** Handler files that are there, or that a node refers to. */
export function takenFiles(graph: Graph, handlers: ReadonlyMap<string, string>): Set<string> {
  const files = [...handlers.keys()];
  for (const node of graph.nodes) if ('handler' in node) files.push(node.handler);
  return new Set(files.map((file) => file.toLowerCase()));
}

/**
 * `orders`, or `orders-2` and so on where it is taken. Capital letters make no difference: on macOS and Windows the
 * files would be the same. The name is then taken.
 */
export function claimName(taken: Set<string>, wanted: string): string {
  const base = wanted.replace(/-\d+$/, '') || wanted;
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) {
    const ending = `-${number}`;
    name = base.slice(0, longestName - ending.length) + ending;
  }
  taken.add(name.toLowerCase());
  return name;
}

/** `handlers/NAME.ts`, or with a number where that file is taken. */
export function claimHandlerFile(taken: Set<string>, name: string): string {
  let file = `handlers/${name}.ts`;
  for (let number = 2; taken.has(file.toLowerCase()); number += 1) file = `handlers/${name}-${number}.ts`;
  taken.add(file.toLowerCase());
  return file;
}

/** What was typed, as a name that Kafka takes: spaces become hyphens, other forbidden characters go. */
export function asKafkaName(text: string): string {
  const name = text
    .trim()
    .replaceAll(/\s+/g, '-')
    .replaceAll(/[^A-Za-z0-9._-]/g, '')
    .slice(0, longestName);
  return name === '.' || name === '..' ? '' : name;
}
