import type { LogSettings } from '../../main/broker/log/produced-batch.ts';

/** Of a partition's log in a test: Kafka's defaults, with small segments. */
export const logSettings: LogSettings = {
  maxMessageBytes: 1_048_588,
  timestampType: 'CreateTime',
  timestampBeforeMaxMs: 2n ** 63n - 1n,
  timestampAfterMaxMs: 3_600_000n,
  segmentBytes: 4096,
  segmentMs: 604_800_000n,
  deletesOldRecords: true,
  compacts: false,
  minCleanableDirtyRatio: 0.5,
  minCompactionLagMs: 0n,
  maxCompactionLagMs: 2n ** 63n - 1n,
  deleteRetentionMs: 86_400_000n,
  retentionMs: 604_800_000n,
  retentionBytes: -1n,
};
