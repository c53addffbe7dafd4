import type { PartitionExtent } from '../clients/index.ts';

export type { PartitionExtent } from '../clients/index.ts';

/** A topic as a session wants it. */
export interface WantedTopic {
  /** Its name on the cluster. */
  readonly name: string;
  readonly partitions: number;
  /** By Kafka's own names. */
  readonly config: Readonly<Record<string, string>>;
}

/** What a cluster has of the topics that are wanted. */
export interface TopicComparison {
  readonly missing: readonly WantedTopic[];
  /** Topics that exist with another number of partitions. */
  readonly differing: readonly { readonly wanted: WantedTopic; readonly partitions: number }[];
}

/** What a consumer group reads, and where a partition starts for which it has committed nothing. */
export interface GroupSubscription {
  readonly group: string;
  /** Names on the cluster. */
  readonly topics: readonly string[];
  /** True: at the earliest record. False: at what came since the group was given to `watchFromNow`. */
  readonly fromBeginning: boolean;
}

/** How far a group is behind in one partition. Counts of records; they may be off by control records and compaction. */
export interface PartitionLag {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Decimal: the committed offset, or where the group starts. */
  readonly position: string;
  readonly lag: number;
}

/** A cluster at one moment, as far as it was asked for. */
export interface ClusterLook {
  /** Of each partition that the groups read. */
  readonly lags: readonly PartitionLag[];
  readonly extents: readonly PartitionExtent[];
}
