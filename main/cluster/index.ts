export { type Cluster, createCluster } from './cluster.ts';
export type { GroupSubscription, PartitionLag, TopicComparison, WantedTopic } from './types.ts';
