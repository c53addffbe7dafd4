export { type Cluster, createCluster } from './cluster.ts';
export { ClusterFault, type ClusterFaultCode, type ConnectStep } from './connecting/cluster-fault.ts';
export { probeCluster, type ProbedCluster } from './probing/probe-cluster.ts';
export { createRecordReader, type RecordReader, type RecordReaderOptions } from './reading/record-reader.ts';
export { RecordTimes } from './reading/record-times.ts';
export type {
  Isolation,
  PartitionRange,
  ReadEvent,
  ReadPosition,
  ReadRequest,
  StoredHeader,
  StoredRecord,
} from './reading/types.ts';
export type {
  ClusterLook,
  GroupSubscription,
  PartitionExtent,
  PartitionLag,
  TopicComparison,
  WantedTopic,
} from './types.ts';
