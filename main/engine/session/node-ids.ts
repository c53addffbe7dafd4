import { defaultDeadLetterName, type Graph } from '../../../shared/graph/index.ts';

/**
 * Which node a name means. Reports go by names, and some come after a rename or a removal: a name keeps its last owner.
 * A dead-letter topic that isn't drawn has its consumer's id with `.dlq`.
 */
export class NodeIds {
  private readonly ids = new Map<string, string>();

  /** Takes up the names of a graph; those of graphs before it stay known. */
  learn(graph: Graph): void {
    for (const node of graph.nodes) {
      if (node.kind === 'consumer') this.ids.set(defaultDeadLetterName(node), `${node.id}.dlq`);
    }
    for (const node of graph.nodes) if (node.kind !== 'note') this.ids.set(node.name, node.id);
  }

  /** The name itself where nobody ever had it. */
  of(name: string): string {
    return this.ids.get(name) ?? name;
  }
}
