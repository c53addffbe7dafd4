import type { ConnectionSettings } from '../../../shared/kafka/index.ts';

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
