import type { Graph, Node } from '../../../shared/graph/index.ts';

/** Topics and consumers that wires lead to from a topic, in the order of the drawing's list. */
export function reachableFrom({ nodes, edges }: Graph, topic: string): Node[] {
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) targets.set(source, [...(targets.get(source) ?? []), target]);
  const reached = new Set<string>();
  const open = [topic];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const target of targets.get(next) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      open.push(target);
    }
  }
  return nodes.filter(({ id, kind }) => id !== topic && reached.has(id) && (kind === 'topic' || kind === 'consumer'));
}
