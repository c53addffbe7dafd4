/** What a group has committed for one partition. */
export interface CommittedOffset {
  offset: bigint;
  /** Leader epoch of the last record that was consumed, or -1. */
  leaderEpoch: number;
  metadata: string;
}

export interface CommittedPartition extends CommittedOffset {
  groupId: string;
  topic: string;
  partition: number;
}
