import { createHash } from 'node:crypto';

/** `Topic` in Kafka: no topic has a longer name. */
const longestTopicName = 249;

let latest = { name: '', short: '' };

/**
 * A name of a topic as a part of a key. Clients may send names as long as they like, and the same one with each of many
 * partitions: one that no topic can have is shortened to its hash, reckoned once while it comes again.
 */
export function shortName(name: string): string {
  if (name.length <= longestTopicName) return name;
  if (latest.name !== name) latest = { name, short: createHash('sha256').update(name).digest('hex') };
  return latest.short;
}
