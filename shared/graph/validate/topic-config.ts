/** What a topic's configuration may hold: the keys and types of Kafka 4.4's TopicConfig. */
type ConfigType = 'boolean' | 'number' | 'fraction' | 'text' | readonly string[];

const types = new Map<string, ConfigType>([
  ['cleanup.policy', ['delete', 'compact', 'compact,delete', 'delete,compact', '']],
  ['compression.gzip.level', 'number'],
  ['compression.lz4.level', 'number'],
  ['compression.type', ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']],
  ['compression.zstd.level', 'number'],
  ['delete.retention.ms', 'number'],
  ['file.delete.delay.ms', 'number'],
  ['flush.messages', 'number'],
  ['flush.ms', 'number'],
  ['follower.replication.throttled.replicas', 'text'],
  ['index.interval.bytes', 'number'],
  ['leader.replication.throttled.replicas', 'text'],
  ['local.retention.bytes', 'number'],
  ['local.retention.ms', 'number'],
  ['max.compaction.lag.ms', 'number'],
  ['max.decompressed.message.bytes', 'number'],
  ['max.message.bytes', 'number'],
  ['message.timestamp.after.max.ms', 'number'],
  ['message.timestamp.before.max.ms', 'number'],
  ['message.timestamp.type', ['CreateTime', 'LogAppendTime']],
  ['min.cleanable.dirty.ratio', 'fraction'],
  ['min.compaction.lag.ms', 'number'],
  ['min.insync.replicas', 'number'],
  ['preallocate', 'boolean'],
  ['remote.copy.lag.bytes', 'number'],
  ['remote.copy.lag.ms', 'number'],
  ['remote.log.copy.disable', 'boolean'],
  ['remote.log.delete.on.disable', 'boolean'],
  ['remote.storage.enable', 'boolean'],
  ['retention.bytes', 'number'],
  ['retention.ms', 'number'],
  ['segment.bytes', 'number'],
  ['segment.index.bytes', 'number'],
  ['segment.jitter.ms', 'number'],
  ['segment.ms', 'number'],
  ['unclean.leader.election.enable', 'boolean'],
]);

/** Undefined where Kafka takes the value; otherwise that it does not know the key, or what the value should be. */
export function problemOfTopicConfig(key: string, value: string): 'unknown' | { expected: string } | undefined {
  const type = types.get(key);
  if (type === undefined) return 'unknown';
  if (type === 'text') return undefined;
  if (type === 'boolean') return /^(true|false)$/i.test(value) ? undefined : { expected: 'true or false' };
  if (type === 'number') return /^-?\d{1,19}$/.test(value.trim()) ? undefined : { expected: 'a whole number' };
  if (type === 'fraction') {
    const number = value.trim() === '' ? Number.NaN : Number(value);
    return number >= 0 && number <= 1 ? undefined : { expected: 'a number from 0 to 1' };
  }
  const normal = value.replaceAll(/\s+/g, '');
  return type.includes(normal) ? undefined : { expected: type.filter((option) => option !== '').join(' or ') };
}
