/** What Kafka calls a configuration's type, as DescribeConfigs numbers it. */
export type ConfigType = 'boolean' | 'string' | 'int' | 'long' | 'double' | 'list';

export interface ConfigDefinition {
  name: string;
  type: ConfigType;
  defaultValue: string;
  /** The broker's configuration that a topic inherits where it has none of its own. */
  synonym?: string;
  minimum?: number;
  maximum?: number;
  /** The only values of a string, or the only items of a list. */
  values?: readonly string[];
  documentation: string;
}

const largestLong = '9223372036854775807';

/**
 * The topic configurations of Kafka 4.4 with their defaults and bounds. All are kept and told; those that this broker acts
 * upon are named in README.md.
 */
export const topicConfigDefinitions: readonly ConfigDefinition[] = [
  {
    name: 'cleanup.policy',
    type: 'list',
    defaultValue: 'delete',
    synonym: 'log.cleanup.policy',
    values: ['compact', 'delete'],
    documentation: 'What becomes of old segments: deleted by age and size, compacted by key, or both.',
  },
  {
    name: 'compression.gzip.level',
    type: 'int',
    defaultValue: '-1',
    synonym: 'compression.gzip.level',
    minimum: -1,
    maximum: 9,
    documentation: 'Compression level where compression.type is gzip.',
  },
  {
    name: 'compression.lz4.level',
    type: 'int',
    defaultValue: '9',
    synonym: 'compression.lz4.level',
    minimum: 1,
    maximum: 17,
    documentation: 'Compression level where compression.type is lz4.',
  },
  {
    name: 'compression.type',
    type: 'string',
    defaultValue: 'producer',
    synonym: 'compression.type',
    values: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
    documentation: 'Compression of stored batches; "producer" keeps what the producer chose.',
  },
  {
    name: 'compression.zstd.level',
    type: 'int',
    defaultValue: '3',
    synonym: 'compression.zstd.level',
    minimum: -131_072,
    maximum: 22,
    documentation: 'Compression level where compression.type is zstd.',
  },
  {
    name: 'delete.retention.ms',
    type: 'long',
    defaultValue: '86400000',
    synonym: 'log.cleaner.delete.retention.ms',
    minimum: 0,
    documentation: 'How long a compacted topic keeps its tombstones.',
  },
  {
    name: 'errors.deadletterqueue.group.enable',
    type: 'boolean',
    defaultValue: 'false',
    documentation: 'Whether share groups may use the topic for dead letters.',
  },
  {
    name: 'file.delete.delay.ms',
    type: 'long',
    defaultValue: '60000',
    synonym: 'log.segment.delete.delay.ms',
    minimum: 0,
    documentation: 'How long the file of a deleted segment stays.',
  },
  {
    name: 'flush.messages',
    type: 'long',
    defaultValue: largestLong,
    synonym: 'log.flush.interval.messages',
    minimum: 1,
    documentation: 'After how many records the log is forced to disk.',
  },
  {
    name: 'flush.ms',
    type: 'long',
    defaultValue: largestLong,
    minimum: 0,
    documentation: 'After how long the log is forced to disk.',
  },
  {
    name: 'follower.replication.throttled.replicas',
    type: 'list',
    defaultValue: '',
    documentation: 'Replicas whose fetching is throttled, as partition:broker.',
  },
  {
    name: 'index.interval.bytes',
    type: 'int',
    defaultValue: '4096',
    synonym: 'log.index.interval.bytes',
    minimum: 0,
    documentation: 'Bytes of records between two entries of the offset index.',
  },
  {
    name: 'leader.replication.throttled.replicas',
    type: 'list',
    defaultValue: '',
    documentation: 'Replicas whose leaders are throttled, as partition:broker.',
  },
  {
    name: 'local.retention.bytes',
    type: 'long',
    defaultValue: '-2',
    synonym: 'log.local.retention.bytes',
    minimum: -2,
    documentation: 'Bytes that stay local with tiered storage; -2 takes retention.bytes.',
  },
  {
    name: 'local.retention.ms',
    type: 'long',
    defaultValue: '-2',
    synonym: 'log.local.retention.ms',
    minimum: -2,
    documentation: 'How long segments stay local with tiered storage; -2 takes retention.ms.',
  },
  {
    name: 'max.compaction.lag.ms',
    type: 'long',
    defaultValue: largestLong,
    synonym: 'log.cleaner.max.compaction.lag.ms',
    minimum: 1,
    documentation: 'The longest that a record waits for compaction.',
  },
  {
    name: 'max.decompressed.message.bytes',
    type: 'int',
    defaultValue: '2147483639',
    synonym: 'max.decompressed.message.bytes',
    minimum: 0,
    documentation: 'The largest size of a batch once it is decompressed.',
  },
  {
    name: 'max.message.bytes',
    type: 'int',
    defaultValue: '1048588',
    synonym: 'message.max.bytes',
    minimum: 0,
    documentation: 'The largest record batch that a producer may send.',
  },
  {
    name: 'message.timestamp.after.max.ms',
    type: 'long',
    defaultValue: '3600000',
    synonym: 'log.message.timestamp.after.max.ms',
    minimum: 0,
    documentation: "How far a record's timestamp may be ahead of the broker's clock.",
  },
  {
    name: 'message.timestamp.before.max.ms',
    type: 'long',
    defaultValue: largestLong,
    synonym: 'log.message.timestamp.before.max.ms',
    minimum: 0,
    documentation: "How far a record's timestamp may be behind the broker's clock.",
  },
  {
    name: 'message.timestamp.type',
    type: 'string',
    defaultValue: 'CreateTime',
    synonym: 'log.message.timestamp.type',
    values: ['CreateTime', 'LogAppendTime'],
    documentation: "Whether a record keeps its producer's timestamp or gets the broker's.",
  },
  {
    name: 'min.cleanable.dirty.ratio',
    type: 'double',
    defaultValue: '0.5',
    synonym: 'log.cleaner.min.cleanable.ratio',
    minimum: 0,
    maximum: 1,
    documentation: 'How much of a log must be uncompacted before it is compacted.',
  },
  {
    name: 'min.compaction.lag.ms',
    type: 'long',
    defaultValue: '0',
    synonym: 'log.cleaner.min.compaction.lag.ms',
    minimum: 0,
    documentation: 'The least time that a record stays as it was written.',
  },
  {
    name: 'min.insync.replicas',
    type: 'int',
    defaultValue: '1',
    synonym: 'min.insync.replicas',
    minimum: 1,
    documentation: 'Replicas that must have a record before acks=all is answered.',
  },
  {
    name: 'preallocate',
    type: 'boolean',
    defaultValue: 'false',
    synonym: 'log.preallocate',
    documentation: 'Whether a new segment takes its space on disk at once.',
  },
  {
    name: 'remote.copy.lag.bytes',
    type: 'long',
    defaultValue: '-1',
    synonym: 'log.remote.copy.lag.bytes',
    minimum: -2,
    documentation: 'Bytes that copying to tiered storage may be behind.',
  },
  {
    name: 'remote.copy.lag.ms',
    type: 'long',
    defaultValue: '0',
    synonym: 'log.remote.copy.lag.ms',
    minimum: -2,
    documentation: 'Time that copying to tiered storage may be behind.',
  },
  {
    name: 'remote.log.copy.disable',
    type: 'boolean',
    defaultValue: 'false',
    documentation: 'Whether segments are no longer copied to tiered storage.',
  },
  {
    name: 'remote.log.delete.on.disable',
    type: 'boolean',
    defaultValue: 'false',
    documentation: 'Whether disabling tiered storage deletes what it holds.',
  },
  {
    name: 'remote.storage.enable',
    type: 'boolean',
    defaultValue: 'false',
    documentation: 'Whether the topic uses tiered storage.',
  },
  {
    name: 'retention.bytes',
    type: 'long',
    defaultValue: '-1',
    synonym: 'log.retention.bytes',
    documentation: 'Size of a partition above which old segments are deleted; -1 is no limit.',
  },
  {
    name: 'retention.ms',
    type: 'long',
    defaultValue: '604800000',
    synonym: 'log.retention.ms',
    minimum: -1,
    documentation: 'Age above which segments are deleted; -1 is no limit.',
  },
  {
    name: 'segment.bytes',
    type: 'int',
    defaultValue: '1073741824',
    synonym: 'log.segment.bytes',
    minimum: 1_048_576,
    documentation: 'Size at which a new segment is begun.',
  },
  {
    name: 'segment.index.bytes',
    type: 'int',
    defaultValue: '10485760',
    synonym: 'log.index.size.max.bytes',
    minimum: 4,
    documentation: 'The largest size of an index.',
  },
  {
    name: 'segment.jitter.ms',
    type: 'long',
    defaultValue: '0',
    minimum: 0,
    documentation: 'Random time by which segments end earlier, so that they do not all end at once.',
  },
  {
    name: 'segment.ms',
    type: 'long',
    defaultValue: '604800000',
    minimum: 1,
    documentation: 'Age at which a new segment is begun.',
  },
  {
    name: 'unclean.leader.election.enable',
    type: 'boolean',
    defaultValue: 'false',
    synonym: 'unclean.leader.election.enable',
    documentation: 'Whether a replica that lags may become leader, at the loss of records.',
  },
];
