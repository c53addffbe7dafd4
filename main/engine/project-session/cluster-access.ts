import type { Graph } from '../../../shared/graph/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';

/**
 * The cluster of an open project at this moment: the embedded broker while it is up, or the one of the run. A new one is
 * given whenever another cluster, prefix or graph makes it another.
 */
export interface ClusterAccess {
  readonly connection: ConnectionSettings;
  /** A topic's name on the cluster: with the run's prefix where the graph has a topic of this name, otherwise as it is. */
  kafkaName(name: string): string;
  /** The graph's name of a topic of the cluster; undefined where it isn't one of the graph's. */
  graphName(kafkaName: string): string | undefined;
}

/** Gives the same access for as long as nothing that it depends on is another. */
export class KeptClusterAccess {
  private kept: { connection: ConnectionSettings; graph: Graph; prefix: string; access: ClusterAccess } | undefined;

  /** @param prefix without its dot; empty where there is none */
  of(connection: ConnectionSettings, graph: Graph, prefix: string): ClusterAccess {
    const { kept } = this;
    if (kept?.connection === connection && kept.graph === graph && kept.prefix === prefix) return kept.access;
    const access = accessOf(connection, graph, prefix === '' ? '' : `${prefix}.`);
    this.kept = { connection, graph, prefix, access };
    return access;
  }
}

function accessOf(connection: ConnectionSettings, graph: Graph, prefix: string): ClusterAccess {
  const topics = new Set(graph.nodes.flatMap(({ kind, name }) => (kind === 'topic' ? [name] : [])));
  return {
    connection,
    kafkaName: (name) => (topics.has(name) ? prefix + name : name),
    graphName: (kafkaName) => {
      const name = kafkaName.startsWith(prefix) ? kafkaName.slice(prefix.length) : undefined;
      return name !== undefined && topics.has(name) ? name : undefined;
    },
  };
}
